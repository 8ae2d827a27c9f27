"""Quantiles by numpy and a kernel density by scikit-learn, of the values of each outcome on stdin."""

import json
import sys

import numpy
from sklearn.neighbors import KernelDensity


def described(values, at):
    values = numpy.asarray(values)
    quarters = numpy.percentile(values, [75, 25])
    # Silverman, Density Estimation, 1986, equation 3.31
    scale = min(values.std(ddof=1), (quarters[0] - quarters[1]) / 1.34)
    width = 0.9 * scale * len(values) ** -0.2
    density = KernelDensity(bandwidth=width, rtol=1e-10).fit(values[:, None])
    return {
        "quantiles": numpy.percentile(values, [5, 25, 50, 75, 95]).tolist(),
        "density": numpy.exp(density.score_samples(at[:, None])).tolist(),
    }


given = json.load(sys.stdin)
everyone = numpy.concatenate([given["died"], given["survived"]])
at = numpy.linspace(*numpy.percentile(everyone, [1, 99]), 101)
print(
    json.dumps(
        {"at": at.tolist()} | {side: described(given[side], at) for side in ("died", "survived")}
    )
)
