"""Bootstrap-bias-corrected cross-validation of given draws, word by word as the paper has it, with scikit-learn's metrics.

Tsamardinos, Greasidou, Borboudakis, Machine Learning 2018; 107: 1895-1922, algorithm 3. Reads cases as JSON from standard
input, given `-`, and prints each metric's mean and its 2.5th and 97.5th percentile.
"""

import json
import sys

import numpy as np
from sklearn import metrics


def youden(labels, probabilities):
    false_positive, true_positive, thresholds = metrics.roc_curve(labels, probabilities, drop_intermediate=False)
    best = 1 + np.argmax((true_positive - false_positive)[1:])
    below = thresholds[best + 1] if best + 1 < len(thresholds) else thresholds[best]
    return (thresholds[best] + below) / 2


def figures(labels, probabilities, threshold):
    called = (probabilities >= threshold).astype(int)
    brier = metrics.brier_score_loss(labels, probabilities)
    return {
        "auroc": metrics.roc_auc_score(labels, probabilities),
        "auprc": metrics.average_precision_score(labels, probabilities),
        "brier": brier,
        "scaledBrier": 1 - brier / (labels.mean() * (1 - labels.mean())),
        "logLoss": metrics.log_loss(labels, probabilities),
        "accuracy": metrics.accuracy_score(labels, called),
        "precision": metrics.precision_score(labels, called, zero_division=0),
        "recall": metrics.recall_score(labels, called),
        "specificity": metrics.recall_score(labels, called, pos_label=0),
        "f1": metrics.f1_score(labels, called, zero_division=0),
    }


def corrected(labels, candidates, draws):
    """candidates: configurations x repeats x rows; draws: how often each row was drawn, resamples x rows."""
    told, chosen = [], []
    for counts in draws:
        bag = np.repeat(np.arange(len(labels)), counts)
        out = np.flatnonzero(counts == 0)
        in_bag = [np.mean([metrics.roc_auc_score(labels[bag], p[bag]) for p in repeats]) for repeats in candidates]
        winner = int(np.argmax(in_bag))
        pooled = np.concatenate([p[bag] for p in candidates[winner]])
        threshold = youden(np.tile(labels[bag], len(candidates[winner])), pooled)
        of_repeats = [figures(labels[out], p[out], threshold) for p in candidates[winner]]
        told.append({name: np.mean([figure[name] for figure in of_repeats]) for name in of_repeats[0]})
        chosen.append(winner)
    summary = {
        name: {
            "value": np.mean([figure[name] for figure in told]),
            "low": np.percentile([figure[name] for figure in told], 2.5),
            "high": np.percentile([figure[name] for figure in told], 97.5),
        }
        for name in told[0]
    }
    return {"metrics": summary, "selected": np.bincount(chosen, minlength=len(candidates)).tolist()}


if sys.argv[1:] != ["-"]:
    sys.exit(__doc__)
given = json.load(sys.stdin)
print(json.dumps([corrected(np.array(c["labels"]), np.array(c["candidates"]), np.array(c["draws"])) for c in given]))
