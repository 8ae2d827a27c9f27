"""Penalised logistic regressions and Platt scaling by scikit-learn, for shared/models to agree with.

Writes scikit-learn.json beside this file, inputs and outputs: /usr/bin/python3 make.py (Debian's python3-sklearn).
With `-` it reads inputs as JSON from standard input and prints the outputs: the live tests.

Inputs: { problems: [{ rows, columns, values, labels, weights?, fits: [{ C, penalty, l1Ratio, classWeight }] }],
          margins: [number, ...], labels: [0 or 1, ...] }
"""
import json
import pathlib
import sys
import warnings

import numpy as np
import sklearn
from scipy.optimize import minimize
from scipy.special import expit, xlogy
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")


def outputs(inputs):
    return {
        "problems": [[fitted(problem, fit) for fit in problem["fits"]] for problem in inputs["problems"]],
        "platt": platt(np.array(inputs["margins"]), np.array(inputs["labels"])),
    }


def fitted(problem, fit):
    values = np.array(problem["values"]).reshape(problem["rows"], problem["columns"])
    ridge = fit["penalty"] == "l2"
    model = LogisticRegression(
        C=fit["C"],
        penalty=fit["penalty"],
        l1_ratio=fit["l1Ratio"] if fit["penalty"] == "elasticnet" else None,
        class_weight=fit["classWeight"],
        solver="lbfgs" if ridge else "saga",
        tol=1e-12,
        max_iter=20_000 if ridge else 300_000,
        random_state=0,
    ).fit(values, np.array(problem["labels"]), sample_weight=problem.get("weights"))
    return {
        "intercept": model.intercept_[0],
        "coefficients": model.coef_[0].tolist(),
        "converged": int(model.n_iter_[0]) < model.max_iter,
    }


def platt(margins, labels):
    """scikit-learn's own `_sigmoid_calibration` stops early: its objective, minimised to the end."""
    positives, negatives = labels.sum(), (1 - labels).sum()
    target = np.where(labels == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))

    def loss(line):
        probability = expit(line[0] * margins + line[1])
        return -(xlogy(target, probability) + xlogy(1 - target, 1 - probability)).sum()

    def slope(line):
        off = expit(line[0] * margins + line[1]) - target
        return np.array([(off * margins).sum(), off.sum()])

    line = minimize(loss, [0.0, 0.0], jac=slope, method="BFGS", options={"gtol": 1e-10}).x
    return {"slope": line[0], "intercept": line[1]}


def golden_inputs():
    random = np.random.default_rng(20010101)
    grid = [
        {"C": C, "penalty": penalty, "l1Ratio": 0.3, "classWeight": weight}
        for penalty in ["l2", "l1", "elasticnet"]
        for C, weight in [(0.2, None), (1, None), (1, "balanced"), (30, None)]
    ]

    def problem(rows, columns, separable, weighted):
        values = random.normal(size=(rows, columns)).round(3)
        values[:, 1] = (0.8 * values[:, 0] + 0.3 * values[:, 1]).round(3)
        values[:, 2] = values[:, 2] > 0.3
        margin = 1.5 * values[:, 0] - values[:, 3] - 0.7
        labels = margin > 0 if separable else random.random(rows) < expit(margin)
        made = {
            "rows": rows,
            "columns": columns,
            "values": values.ravel().tolist(),
            "labels": labels.astype(int).tolist(),
            "fits": grid,
        }
        return {**made, "weights": random.uniform(0.5, 2, rows).round(3).tolist()} if weighted else made

    margins = random.normal(size=80).round(3)
    return {
        "problems": [
            problem(80, 5, separable=False, weighted=False),
            problem(60, 5, separable=False, weighted=True),
            problem(40, 4, separable=True, weighted=False),
            problem(20, 30, separable=False, weighted=False),
        ],
        "margins": margins.tolist(),
        "labels": (random.random(80) < expit(0.6 * margins - 1)).astype(int).tolist(),
    }


if sys.argv[1:] == ["-"]:
    print(json.dumps(outputs(json.load(sys.stdin))))
else:
    inputs = golden_inputs()
    written = {"sklearn": sklearn.__version__, "inputs": inputs, "outputs": outputs(inputs)}
    pathlib.Path(__file__).with_name("scikit-learn.json").write_text(json.dumps(written) + "\n")
