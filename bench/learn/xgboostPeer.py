"""XGBoost on one thread: python3 xgboostPeer.py FOLDER COLUMNS dmatrix|quantile TREES DEPTH ETA MAX_BIN

Reads train.f32, train.u8, test.f32 and test.u8 of the folder; prints a report (bench/learn/learnerReport.ts) as its last
line. `quantile` bins while the matrix is made, `dmatrix` when training begins: either way both are timed.
"""

import json
import re
import statistics
import sys
import time

import numpy as np
import xgboost

folder, columns, kind, trees, depth, eta, max_bin = sys.argv[1:]
columns, trees, max_bin = int(columns), int(trees), int(max_bin)


def rows(name):
    values = np.fromfile(f"{folder}/{name}.f32", np.float32).reshape(-1, columns)
    return values, np.fromfile(f"{folder}/{name}.u8", np.uint8)


def auroc(labels, scores):
    order = np.argsort(scores, kind="stable")
    _, place, count = np.unique(scores[order], return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    positive = labels[order] == 1
    n = positive.sum()
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(labels) - n)))


x, y = rows("train")
# no other configuration than the trainer's own on one thread
parameters = {
    "objective": "binary:logistic",
    "tree_method": "hist",
    "max_depth": int(depth),
    "eta": float(eta),
    "max_bin": max_bin,
    "nthread": 1,
    "verbosity": 0,
}
began, cpu = time.perf_counter(), time.process_time()
if kind == "quantile":
    matrix = xgboost.QuantileDMatrix(x, y, max_bin=max_bin, nthread=1)
else:
    matrix = xgboost.DMatrix(x, y, nthread=1)
booster = xgboost.train(parameters, matrix, num_boost_round=trees)
fit, fit_cpu = time.perf_counter() - began, time.process_time() - cpu

test, labels = rows("test")
predictions = []
times = []
for _ in range(9):
    began = time.perf_counter()
    predictions = booster.inplace_predict(test)
    times.append(time.perf_counter() - began)

try:
    with open("/proc/self/status", encoding="ascii") as status:
        peak = int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1]) * 1024
except OSError:
    peak = None
print(
    json.dumps(
        {
            "fitSeconds": fit,
            "fitCpuSeconds": fit_cpu,
            "predictSeconds": statistics.median(times),
            "auroc": auroc(labels, predictions),
            "peakBytes": peak,
            "note": f"XGBoost {xgboost.__version__} hist, {kind}",
        }
    )
)
