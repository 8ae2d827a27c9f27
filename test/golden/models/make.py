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
    ridge = fit["penalty"] in ["l2", "none"]
    model = LogisticRegression(
        C=fit["C"],
        penalty=None if fit["penalty"] == "none" else fit["penalty"],
        l1_ratio=fit["l1Ratio"] if fit["penalty"] == "elasticnet" else None,
        class_weight=fit["classWeight"],
        # lbfgs stops when the loss hardly falls, some digits too early
        solver="newton-cholesky" if ridge else "saga",
        tol=1e-9 if ridge else 1e-12,
        max_iter=500 if ridge else 300_000,
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
    penalties = [("l2", 0.5), ("l1", 0.5), ("elasticnet", 0.1), ("elasticnet", 0.5), ("elasticnet", 0.9)]
    grid = [
        {"C": C, "penalty": penalty, "l1Ratio": l1_ratio, "classWeight": weight}
        for penalty, l1_ratio in penalties
        for C in [0.02, 0.3, 2, 30]
        for weight in [None, "balanced"]
    ]
    # of separable data no finite minimum is left
    unpenalised = [{"C": 1, "penalty": "none", "l1Ratio": 0.5, "classWeight": weight} for weight in [None, "balanced"]]

    def problem(rows, columns, separable=False, weighted=False, collinear=False):
        values = random.normal(size=(rows, columns)).round(3)
        values[:, 1] = (0.8 * values[:, 0] + 0.3 * values[:, 1]).round(3)
        if collinear:
            values[:, 4] = (values[:, 3] + 0.02 * values[:, 4]).round(3)
        values[:, 2] = values[:, 2] > 0.3
        margin = 1.5 * values[:, 0] - values[:, 3] - 0.7
        labels = margin > 0 if separable else random.random(rows) < expit(margin)
        made = {
            "rows": rows,
            "columns": columns,
            "values": values.ravel().tolist(),
            "labels": labels.astype(int).tolist(),
            "fits": grid if separable or columns > rows else grid + unpenalised,
        }
        return {**made, "weights": random.uniform(0.5, 2, rows).round(3).tolist()} if weighted else made

    def twins(made):
        """A column twice: without a penalty there are many minima, of which the searches end in the one of least length."""
        values = np.array(made["values"]).reshape(made["rows"], made["columns"])
        values[:, 4] = values[:, 3]
        fits = [fit for fit in grid if fit["penalty"] == "l2"] + unpenalised
        return {**made, "values": values.ravel().tolist(), "fits": fits}

    margins = random.normal(size=80).round(3)
    return {
        "problems": [
            problem(80, 5),
            problem(60, 5, weighted=True),
            problem(40, 4, separable=True),
            problem(20, 30),
            problem(80, 6, collinear=True, weighted=True),
            twins(problem(80, 5)),
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
