"""Isotonic regression of made-up outcomes as scikit-learn computes it.

Writes scikit-learn.json beside this file: /usr/bin/python3 make.py (Debian's python3-sklearn).
With `-` it reads cases as JSON from standard input and prints what it makes of them: the live test of isotonic.test.ts.
"""

import json
import pathlib
import sys

import numpy as np
import sklearn
from sklearn.isotonic import IsotonicRegression


def fitted(case):
    margins, labels, asked = (np.array(case[name], dtype=float) for name in ("margins", "labels", "asked"))
    counts = np.array(case["counts"], dtype=float) if "counts" in case else None
    model = IsotonicRegression(out_of_bounds="clip").fit(margins, labels, counts)
    return {
        "margins": model.X_thresholds_.tolist(),
        "probabilities": model.y_thresholds_.tolist(),
        "predicted": model.predict(asked).tolist(),
    }


def cases(random):
    for name, rows, digits in (("continuous", 80, 12), ("ties", 120, 1), ("two rows", 2, 3)):
        margins = np.round(random.normal(-1, 1.5, rows), digits)
        yield name, margins, (random.random(rows) < 1 / (1 + np.exp(-margins))).astype(int)
    yield "separated", np.linspace(-2, 2, 20), (np.arange(20) >= 10).astype(int)
    yield "wrong way round", np.linspace(-2, 2, 20), (np.arange(20) < 10).astype(int)
    yield "all equal", np.full(10, 0.7), random.integers(0, 2, 10)


if sys.argv[1:] == ["-"]:
    print(json.dumps([fitted(case) for case in json.load(sys.stdin)]))
else:
    written = []
    for name, margins, labels in cases(np.random.default_rng(11)):
        case = {
            "margins": margins.tolist(),
            "labels": labels.tolist(),
            "asked": [*np.linspace(-6, 6, 25), *margins[:3]],
        }
        written.append({"name": name, **case, "expected": fitted(case)})
    path = pathlib.Path(__file__).with_name("scikit-learn.json")
    path.write_text(json.dumps({"sklearn": sklearn.__version__, "cases": written}) + "\n")
