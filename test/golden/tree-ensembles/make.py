"""Tree ensembles trained by, or loaded into, the real XGBoost, for shared/models/boosting to agree with.

Writes xgboost.json beside this file, inputs and outputs: /usr/bin/python3 make.py (Debian's python3-xgboost).
With `-` it reads inputs as JSON from standard input and prints the outputs: the live tests.

Inputs: { train: [{ rows, columns, values, labels, weights?, parameters, rounds }],
          load: [{ model: text, rows, columns, values }] }, a missing value being null.
Outputs: for each of both { model, margins, contributions }: what XGBoost saves, predicts and gives as pred_contribs,
         the bias in the last column.
"""
import json
import pathlib
import sys

import numpy as np
import xgboost


def outputs(inputs):
    return {
        "train": [scored(trained(problem), problem) for problem in inputs["train"]],
        "load": [scored(loaded(given["model"]), given) for given in inputs["load"]],
    }


def values(given):
    return np.array(given["values"], dtype=np.float64).reshape(given["rows"], given["columns"])


def trained(problem):
    names = [f"c{column}" for column in range(problem["columns"])]
    data = xgboost.DMatrix(
        values(problem), problem["labels"], weight=problem.get("weights"), feature_names=names, nthread=1
    )
    parameters = {"objective": "binary:logistic", "nthread": 1, "verbosity": 0, **problem["parameters"]}
    return xgboost.train(parameters, data, problem["rounds"])


def loaded(model):
    return xgboost.Booster({"nthread": 1}, model_file=bytearray(model.encode()))


def scored(booster, given):
    data = xgboost.DMatrix(values(given), feature_names=booster.feature_names, nthread=1)
    return {
        "model": json.loads(booster.save_raw("json")),
        "margins": booster.predict(data, output_margin=True).astype(float).tolist(),
        "contributions": booster.predict(data, pred_contribs=True).astype(float).ravel().tolist(),
    }


def golden_inputs():
    random = np.random.default_rng(3)

    def problem(parameters, rounds):
        rows, columns = 60, 5
        drawn = random.normal(size=(rows, columns)).round(2)
        drawn[:, 4] = (drawn[:, 4] > 0).astype(float)
        labels = drawn[:, 0] - drawn[:, 1] * drawn[:, 4] + random.normal(size=rows) > 0
        is_missing = random.random((rows, columns)) < 0.2
        return {
            "rows": rows,
            "columns": columns,
            "values": [None if gone else one for one, gone in zip(drawn.ravel().tolist(), is_missing.ravel())],
            "labels": labels.astype(int).tolist(),
            "parameters": parameters,
            "rounds": rounds,
        }

    return {
        "train": [
            problem({"max_depth": 3, "eta": 0.4, "base_score": 0.3, "tree_method": "hist"}, 6),
            problem({"max_depth": 5, "num_parallel_tree": 4, "subsample": 0.7, "eta": 1, "min_child_weight": 0.1}, 1),
            # grown whole and pruned: nodes are left behind
            problem({"max_depth": 6, "gamma": 0.8, "tree_method": "exact", "min_child_weight": 0.1}, 4),
        ],
        "load": [],
    }


if sys.argv[1:] == ["-"]:
    print(json.dumps(outputs(json.load(sys.stdin))))
else:
    inputs = golden_inputs()
    written = {"xgboost": xgboost.__version__, "inputs": inputs, "outputs": outputs(inputs)}
    pathlib.Path(__file__).with_name("xgboost.json").write_text(json.dumps(written) + "\n")
