"""What pandas leaves of columns that are capped at their quartiles ∓ 1.5 IQR, as a notebook does it: all of them, also those
whose quartiles are equal; then filled by the median, and those that are constant by then dropped.

Writes pandas.json beside this file, inputs and outputs: /usr/bin/python3 make.py (Debian's python3-pandas).
With `-` it reads inputs as JSON from standard input and prints the outputs: the live tests.

Inputs: { name: [number or null, ...] }; outputs: { name: [number, ...] } of the columns that are left.
"""
import json
import pathlib
import sys

import numpy as np
import pandas as pd


def outputs(inputs):
    table = pd.DataFrame(inputs, dtype=float)
    lower, upper = table.quantile(0.25), table.quantile(0.75)
    reach = 1.5 * (upper - lower)
    table = table.clip(lower - reach, upper + reach, axis=1)
    table = table.fillna(table.median())
    return {name: column.tolist() for name, column in table.items() if column.nunique() > 1}


def golden_inputs():
    random = np.random.default_rng(20010101)
    rows = 40

    def missing(values):
        return [None if gone else round(float(value), 4) for value, gone in zip(values, random.random(rows) < 0.2)]

    return {
        "wide": missing(random.standard_t(2, rows)),
        "a rare count": missing(random.poisson(0.1, rows)),
        "a frequent count": missing(random.poisson(2, rows)),
        "mostly one value": missing(np.where(random.random(rows) < 0.15, random.normal(5, 1, rows), 7.4)),
        "a flag of a third": missing(random.random(rows) < 0.4),
        "a rare flag": missing(random.random(rows) < 0.1),
    }


if sys.argv[1:] == ["-"]:
    print(json.dumps(outputs(json.load(sys.stdin))))
else:
    inputs = golden_inputs()
    written = {"pandas": pd.__version__, "inputs": inputs, "outputs": outputs(inputs)}
    pathlib.Path(__file__).with_name("pandas.json").write_text(json.dumps(written) + "\n")
