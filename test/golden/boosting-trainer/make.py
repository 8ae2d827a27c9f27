"""Gradient boosting by XGBoost's hist, for the trainer in shared/models/boosting to agree with.

Writes xgboost.json beside this file, inputs and outputs: /usr/bin/python3 make.py (Debian's python3-xgboost).
With `-` it reads inputs as JSON from standard input and prints the outputs: the live tests.

Inputs: [{ rows, columns, values (row by row, null where missing), labels, weights?, heldOut? (so many rows, the last,
           are not trained on), fits: [{ rounds, parameters (as XGBoost names them) }] }, ...]
Outputs: for each problem and fit the margins of its rows and the trees as XGBoost's JSON has them.
"""
import json
import pathlib
import sys

import numpy as np
import xgboost

KEPT = ("split_indices", "split_conditions", "default_left", "left_children", "right_children", "base_weights", "loss_changes", "sum_hessian")


def outputs(problems):
    return [[fitted(problem, fit) for fit in problem["fits"]] for problem in problems]


def fitted(problem, fit):
    values = np.array(problem["values"], dtype=np.float32).reshape(problem["rows"], problem["columns"])
    trained = problem["rows"] - problem.get("heldOut", 0)
    data = xgboost.DMatrix(values[:trained], label=problem["labels"][:trained], weight=problem.get("weights"))
    fixed = {"objective": "binary:logistic", "tree_method": "hist", "base_score": 0.5, "nthread": 1}
    booster = xgboost.train({**fixed, **fit["parameters"]}, data, fit["rounds"])
    model = json.loads(bytes(booster.save_raw("json")))
    trees = model["learner"]["gradient_booster"]["model"]["trees"]
    return {
        "margins": booster.predict(xgboost.DMatrix(values), output_margin=True).tolist(),
        "trees": [{key: tree[key] for key in KEPT} for tree in trees],
    }


def problem(seed, rows, columns, missing, weighted, fits):
    random = np.random.default_rng(seed)
    values = np.round(random.normal(size=(rows, columns)), 1)
    # two columns of few values, as flags and scores are
    values[:, -1] = values[:, -1] > 0.5
    values[:, -2] = np.round(values[:, -2])
    margins = 1.2 * values[:, 0] - values[:, 1] * values[:, -1] - 0.7
    labels = random.random(rows) < 1 / (1 + np.exp(-margins))
    # the higher a value, the sooner it is missing, so that its direction tells
    lacks = random.random(values.shape) < missing * (1 + np.tanh(values))
    made = {
        "rows": rows,
        "columns": columns,
        "values": [None if lack else float(value) for value, lack in zip(values.ravel(), lacks.ravel())],
        "labels": labels.astype(int).tolist(),
        "fits": fits,
    }
    if weighted:
        made["weights"] = np.round(random.uniform(0.2, 3, rows), 2).tolist()
    return made


def fit(rounds, **parameters):
    return {"rounds": rounds, "parameters": parameters}


if sys.argv[1:] == ["-"]:
    print(json.dumps(outputs(json.load(sys.stdin))))
else:
    inputs = [
        problem(1, 120, 4, 0, False, [fit(2), fit(2, max_depth=2, eta=0.1, gamma=1.5)]),
        problem(2, 150, 5, 0.15, False, [fit(2, alpha=0.5), fit(2, min_child_weight=4)]),
        problem(3, 150, 5, 0.1, True, [fit(2, **{"lambda": 0.1}), fit(2, scale_pos_weight=3, max_depth=3)]),
        problem(4, 90, 4, 0.1, False, [fit(2, num_parallel_tree=3, max_depth=3)]),
    ]
    golden = {"library": f"xgboost {xgboost.__version__}", "inputs": inputs, "outputs": outputs(inputs)}
    pathlib.Path(__file__).with_name("xgboost.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
