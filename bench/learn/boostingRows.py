"""The made-up rows that boostingRows.ts writes: float32 in NAME.f32, row by row, their labels a byte each in NAME.u8."""

import numpy as np


def read_rows(folder, name, columns):
    """Values (rows × columns) and labels of `train` or `test`."""
    values = np.fromfile(f"{folder}/{name}.f32", np.float32).reshape(-1, columns)
    return values, np.fromfile(f"{folder}/{name}.u8", np.uint8)
