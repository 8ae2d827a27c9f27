"""Metrics and curves of made-up scores as scikit-learn computes them.

Writes scikit-learn.json beside this file: /usr/bin/python3 make.py (Debian's python3-sklearn).
With `-` it reads cases as JSON from standard input and prints their metrics: the live test of metrics.test.ts.
"""

import json
import pathlib
import sys
import warnings

import numpy as np
import sklearn
from sklearn import metrics

warnings.filterwarnings("ignore")


def cases(random):
    yield "continuous", random.integers(0, 2, 60), random.random(60)
    yield "ties", random.integers(0, 2, 80), np.round(random.random(80), 1)
    yield "rare deaths", (random.random(300) < 0.05).astype(int), random.beta(1, 8, 300)
    labels = random.integers(0, 2, 50)
    yield "informative", labels, np.clip(0.3 * labels + random.random(50) * 0.6, 0, 1)
    yield "zeros and ones", random.integers(0, 2, 40), random.choice([0.0, 1.0, 0.5], 40)
    yield "all equal", random.integers(0, 2, 20), np.full(20, 0.25)


def report(labels, flagged):
    names = {"survived": "0", "died": "1", "macro": "macro avg", "weighted": "weighted avg"}
    told = metrics.classification_report(labels, flagged, labels=[0, 1], output_dict=True, zero_division=0)
    return {
        **{
            name: {
                "precision": told[key]["precision"],
                "recall": told[key]["recall"],
                "f1": told[key]["f1-score"],
                "support": int(told[key]["support"]),
            }
            for name, key in names.items()
        },
        "accuracy": metrics.accuracy_score(labels, flagged),
    }


def scored(labels, scores, threshold):
    flagged = (scores >= threshold).astype(int)
    tn, fp, fn, tp = metrics.confusion_matrix(labels, flagged, labels=[0, 1]).ravel()
    return {
        "auroc": metrics.roc_auc_score(labels, scores),
        "averagePrecision": metrics.average_precision_score(labels, scores),
        "brier": metrics.brier_score_loss(labels, scores),
        "logLoss": metrics.log_loss(labels, scores, labels=[0, 1]),
        "accuracy": metrics.accuracy_score(labels, flagged),
        "precision": metrics.precision_score(labels, flagged, zero_division=0),
        "recall": metrics.recall_score(labels, flagged),
        "specificity": metrics.recall_score(labels, flagged, pos_label=0),
        "f1": metrics.f1_score(labels, flagged),
        "confusion": [int(n) for n in (tp, fp, tn, fn)],
        "report": report(labels, flagged),
    }


if sys.argv[1:] == ["-"]:
    given = json.load(sys.stdin)
    print(json.dumps([scored(np.array(c["labels"]), np.array(c["scores"]), c["threshold"]) for c in given]))
else:
    written = []
    for name, labels, scores in cases(np.random.default_rng(7)):
        threshold = 0.5 if name != "rare deaths" else 0.1
        fpr, tpr, _ = metrics.roc_curve(labels, scores, drop_intermediate=False)
        written.append(
            {
                "name": name,
                "labels": labels.tolist(),
                "scores": scores.tolist(),
                "threshold": threshold,
                "expected": scored(labels, scores, threshold),
                "roc": {"falsePositiveRate": fpr.tolist(), "truePositiveRate": tpr.tolist()},
            }
        )
    path = pathlib.Path(__file__).with_name("scikit-learn.json")
    path.write_text(json.dumps({"sklearn": sklearn.__version__, "cases": written}) + "\n")
