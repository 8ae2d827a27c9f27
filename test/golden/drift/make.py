"""Tests of tables of counts by SciPy, for shared/evaluation and shared/drift to agree with.

With `-` it reads inputs as JSON from standard input and prints the outputs: the live tests (Debian's python3-scipy).

Inputs: { tails: [[statistic, degrees], ...], tables: [[[a, b], [c, d]], ...], homogeneity: [[counts, counts], ...] }
Outputs: the same keys, with p-values.
"""
import json
import sys

from scipy import stats

given = json.load(sys.stdin)
print(json.dumps({
    "tails": [float(stats.chi2.sf(statistic, degrees)) for statistic, degrees in given["tails"]],
    "tables": [float(stats.fisher_exact(table)[1]) for table in given["tables"]],
    "homogeneity": [float(stats.chi2_contingency(table, correction=False)[1]) for table in given["homogeneity"]],
}))
