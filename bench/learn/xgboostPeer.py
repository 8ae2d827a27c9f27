"""XGBoost on one thread: python3 xgboostPeer.py FOLDER COLUMNS dmatrix|quantile TREES DEPTH ETA MAX_BIN

Reads the folder's rows (boostingRows.py); prints a report (learnerReport.ts) as its last line. `quantile` bins while the
matrix is made, `dmatrix` when training begins: either way both are timed.
"""

import sys

import xgboost
from boostingRows import read_rows
from learnerReport import Stopwatch, print_report

folder, columns, kind, trees, depth, eta, max_bin = sys.argv[1:]
columns, trees, max_bin = int(columns), int(trees), int(max_bin)

x, y = read_rows(folder, "train", columns)
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
watch = Stopwatch()
if kind == "quantile":
    matrix = xgboost.QuantileDMatrix(x, y, max_bin=max_bin, nthread=1)
else:
    matrix = xgboost.DMatrix(x, y, nthread=1)
booster = xgboost.train(parameters, matrix, num_boost_round=trees)
fitted = watch.read()

test, labels = read_rows(folder, "test", columns)
print_report(f"XGBoost {xgboost.__version__} hist, {kind}", fitted, lambda: booster.inplace_predict(test), labels)
