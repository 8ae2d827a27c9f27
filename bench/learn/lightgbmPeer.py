"""LightGBM's native library on one thread: python3 lightgbmPeer.py LIBRARY FOLDER COLUMNS TREES DEPTH ETA MAX_BIN

Reads the folder's rows (boostingRows.py); prints a report (learnerReport.ts) as its last line. Called by its C interface, as
LightGBM's own Python package does.
"""

import ctypes
import sys

import numpy as np
from boostingRows import read_rows
from learnerReport import Stopwatch, print_report

library, folder, columns, trees, depth, eta, max_bin = sys.argv[1:]
columns, trees = int(columns), int(trees)
native = ctypes.cdll.LoadLibrary(library)
native.LGBM_GetLastError.restype = ctypes.c_char_p
FLOAT32, ROW_MAJOR = 0, 1


def call(status):
    if status != 0:
        raise RuntimeError(native.LGBM_GetLastError().decode())


def pointer(values):
    return values.ctypes.data_as(ctypes.c_void_p)


x, y = read_rows(folder, "train", columns)
# as many leaves as the depth allows, and XGBoost's least hessian and penalty, so that the trees are of a kind
parameters = (
    f"objective=binary max_depth={depth} num_leaves={2 ** int(depth)} learning_rate={eta} max_bin={max_bin} "
    "min_sum_hessian_in_leaf=1 min_data_in_leaf=1 lambda_l2=1 num_threads=1 verbosity=-1 seed=1 force_col_wise=true"
).encode()
watch = Stopwatch()
data = ctypes.c_void_p()
call(
    native.LGBM_DatasetCreateFromMat(
        pointer(x), FLOAT32, ctypes.c_int32(len(x)), ctypes.c_int32(columns), ROW_MAJOR, parameters, None,
        ctypes.byref(data),
    )
)
labels = y.astype(np.float32)
call(native.LGBM_DatasetSetField(data, b"label", pointer(labels), ctypes.c_int(len(labels)), FLOAT32))
booster = ctypes.c_void_p()
call(native.LGBM_BoosterCreate(data, parameters, ctypes.byref(booster)))
ended = ctypes.c_int(0)
for _ in range(trees):
    call(native.LGBM_BoosterUpdateOneIter(booster, ctypes.byref(ended)))
fitted = watch.read()

test, truth = read_rows(folder, "test", columns)
predictions = np.zeros(len(test))
written = ctypes.c_int64(0)


def predict():
    call(
        native.LGBM_BoosterPredictForMat(
            booster, pointer(test), FLOAT32, ctypes.c_int32(len(test)), ctypes.c_int32(columns), ROW_MAJOR, 0, 0, -1,
            b"num_threads=1", ctypes.byref(written), pointer(predictions),
        )
    )
    return predictions


print_report("LightGBM, native library", fitted, predict, truth)
