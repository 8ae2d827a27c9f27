"""LightGBM's native library on one thread: python3 lightgbmPeer.py LIBRARY FOLDER COLUMNS TREES DEPTH ETA MAX_BIN

Reads train.f32, train.u8, test.f32 and test.u8 of the folder; prints a report (bench/learn/learnerReport.ts) as its last
line. Called by its C interface, as LightGBM's own Python package does.
"""

import ctypes
import json
import re
import statistics
import sys
import time

import numpy as np

library, folder, columns, trees, depth, eta, max_bin = sys.argv[1:]
columns, trees = int(columns), int(trees)
native = ctypes.cdll.LoadLibrary(library)
native.LGBM_GetLastError.restype = ctypes.c_char_p
FLOAT32, ROW_MAJOR = 0, 1


def call(status):
    if status != 0:
        raise RuntimeError(native.LGBM_GetLastError().decode())


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


def pointer(values):
    return values.ctypes.data_as(ctypes.c_void_p)


x, y = rows("train")
# as many leaves as the depth allows, and XGBoost's least hessian and penalty, so that the trees are of a kind
parameters = (
    f"objective=binary max_depth={depth} num_leaves={2 ** int(depth)} learning_rate={eta} max_bin={max_bin} "
    "min_sum_hessian_in_leaf=1 min_data_in_leaf=1 lambda_l2=1 num_threads=1 verbosity=-1 seed=1 force_col_wise=true"
).encode()
began, cpu = time.perf_counter(), time.process_time()
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
fit, fit_cpu = time.perf_counter() - began, time.process_time() - cpu

test, truth = rows("test")
predictions = np.zeros(len(test))
written = ctypes.c_int64(0)
times = []
for _ in range(9):
    began = time.perf_counter()
    call(
        native.LGBM_BoosterPredictForMat(
            booster, pointer(test), FLOAT32, ctypes.c_int32(len(test)), ctypes.c_int32(columns), ROW_MAJOR, 0, 0, -1,
            b"num_threads=1", ctypes.byref(written), pointer(predictions),
        )
    )
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
            "auroc": auroc(truth, predictions),
            "peakBytes": peak,
            "note": "LightGBM, native library",
        }
    )
)
