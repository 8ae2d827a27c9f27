"""What a learner did, as bench/learn/learnerReport.ts takes it."""

import json
import re
import statistics
import time

import numpy as np


class Stopwatch:
    """Wall-clock and CPU seconds from its making on."""

    def __init__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def read(self):
        return time.perf_counter() - self.wall, time.process_time() - self.cpu


def print_report(note, fitted, predict, labels):
    """Predicts nine times by `predict`, and prints the report as the last line.

    fitted: what a stopwatch said of the fit. predict: gives probabilities of the test rows, whose labels are given.
    """
    scores, times = None, []
    for _ in range(9):
        watch = Stopwatch()
        scores = predict()
        times.append(watch.read()[0])
    seconds, cpu_seconds = fitted
    print(
        json.dumps(
            {
                "fitSeconds": seconds,
                "fitCpuSeconds": cpu_seconds,
                "predictSeconds": statistics.median(times),
                "auroc": auroc(labels, scores),
                "peakBytes": peak_bytes(),
                "note": note,
            }
        )
    )


def auroc(labels, scores):
    """By ranks, tied scores at the middle of theirs."""
    order = np.argsort(scores, kind="stable")
    _, place, count = np.unique(scores[order], return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    positive = labels[order] == 1
    n = positive.sum()
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(labels) - n)))


def peak_bytes():
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1]) * 1024
    except OSError:
        return None
