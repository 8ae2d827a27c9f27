"""pandas on CHARTEVENTS: python3 pandasPeer.py FILE FOLDER; prints a report (bench/data/peerReport.ts) as its last line."""

import hashlib
import importlib.util
import json
import os
import re
import resource
import sys
import time

import pandas as pd

csv, folder = sys.argv[1:]
steps = {}
notes = [f"pandas {pd.__version__}, one thread"]

# the types of the table's contract in pandas' own types with nulls: left to itself, read_csv mixes numbers and texts in
# `value`, and makes floats of ids
INTEGERS = ["row_id", "subject_id", "hadm_id", "icustay_id", "itemid", "cgid", "warning", "error"]
TEXTS = ["value", "valueuom", "resultstatus", "stopped"]
TIMES = ["charttime", "storetime"]

# what names the content, as a promotion does
began = time.perf_counter()
content = hashlib.sha256()
with open(csv, "rb") as file:
    while block := file.read(1 << 20):
        content.update(block)
steps["hash"] = time.perf_counter() - began

began = time.perf_counter()
types = {**dict.fromkeys(INTEGERS, "Int32"), **dict.fromkeys(TEXTS, "string"), "valuenum": "float64"}
frame = pd.read_csv(csv, dtype=types, parse_dates=TIMES)
steps["read_csv"] = time.perf_counter() - began

# what the quality report of the table says
KEYS = ["subject_id", "hadm_id", "icustay_id", "itemid", "cgid"]
began = time.perf_counter()
for name in frame:
    column = frame[name]
    column.isna().sum()
    column.nunique()
    if name not in TEXTS:
        column.min()
        column.max()
        column.quantile([0.05, 0.25, 0.5, 0.75, 0.95])
    else:
        column.isin(["?F", "?C"]).sum()
for name in ["warning", "error"]:
    (~frame[name].dropna().isin([0, 1])).sum()
for name in KEYS:  # and how many rows have each, for the tables that they refer to
    frame[name].value_counts()
frame["row_id"].duplicated().sum()
frame.duplicated(["icustay_id", "itemid", "charttime"]).sum()
steps["quality"] = time.perf_counter() - began

began = time.perf_counter()
output = os.path.join(folder, "pandas.output")
if importlib.util.find_spec("pyarrow"):
    frame.to_parquet(output, compression="zstd", index=False)
    steps["to_parquet"] = time.perf_counter() - began
else:
    frame.to_pickle(output)
    steps["to_pickle"] = time.perf_counter() - began
    notes.append("no pyarrow: a pickle in place of Parquet, uncompressed")
os.remove(output)

try:
    with open("/proc/self/status", encoding="ascii") as status:
        peak = int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1]) * 1024
except OSError:
    peak = None
usage = resource.getrusage(resource.RUSAGE_SELF)
print(
    json.dumps(
        {
            "steps": steps,
            "rows": len(frame),
            "peakBytes": peak,
            "cpuSeconds": usage.ru_utime + usage.ru_stime,
            "notes": notes,
        }
    )
)
