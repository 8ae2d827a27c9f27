"""What made-up probabilities are worth beyond scikit-learn's own metrics, by scikit-learn, scipy and the definitions.

Writes scikit-learn.json beside this file: /usr/bin/python3 make.py (Debian's python3-sklearn).
With `-` it reads cases as JSON from standard input and prints what they are worth.
"""

import json
import pathlib
import sys

import numpy as np
import sklearn
from scipy.optimize import brentq
from scipy.special import expit, logit
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_curve


def youden(labels, probabilities):
    false_positive, true_positive, thresholds = roc_curve(labels, probabilities, drop_intermediate=False)
    best = 1 + np.argmax((true_positive - false_positive)[1:])
    below = thresholds[best + 1] if best + 1 < len(thresholds) else thresholds[best]
    return (thresholds[best] + below) / 2


def net_benefit(labels, probabilities, threshold):
    acted = probabilities >= threshold
    true_positives = np.sum(acted & (labels == 1))
    false_positives = np.sum(acted & (labels == 0))
    return (true_positives - false_positives * threshold / (1 - threshold)) / len(labels)


def worth(labels, probabilities):
    margins = logit(probabilities)
    slope = LogisticRegression(penalty=None, solver="newton-cg", tol=1e-9)
    slope.fit(margins[:, None], labels)
    prevalence = labels.mean()
    observed, predicted = calibration_curve(labels, probabilities, n_bins=10, strategy="quantile")
    return {
        "slope": slope.coef_[0, 0],
        "intercept": brentq(lambda shift: np.sum(labels - expit(shift + margins)), -20, 20, xtol=1e-13),
        "scaledBrier": 1 - brier_score_loss(labels, probabilities) / brier_score_loss(labels, np.full(len(labels), prevalence)),
        "calibrationError": np.mean(np.abs(observed - predicted)),
        "observed": observed.tolist(),
        "predicted": predicted.tolist(),
        "youden": youden(labels, probabilities),
        "netBenefit": [net_benefit(labels, probabilities, percent / 100) for percent in range(1, 100)],
    }


def cases(random):
    """Rows in tens and no ties, so that bins of equal size are the same whoever makes them."""
    for name, rows, tilt, shift in [
        ("right", 300, 1.0, 0.0),
        ("too extreme", 400, 2.5, 0.0),
        ("too timid, too low", 250, 0.4, -1.0),
        ("says nothing", 200, 0.0, 0.3),
    ]:
        truth = random.normal(-1, 1.5, rows)
        labels = (random.random(rows) < expit(truth)).astype(int)
        yield name, labels, expit(tilt * truth + shift + random.normal(0, 0.3, rows))


if sys.argv[1:] == ["-"]:
    given = json.load(sys.stdin)
    print(json.dumps([worth(np.array(c["labels"]), np.array(c["probabilities"])) for c in given]))
else:
    written = [
        {"name": name, "labels": labels.tolist(), "probabilities": p.tolist(), "expected": worth(labels, p)}
        for name, labels, p in cases(np.random.default_rng(3))
    ]
    path = pathlib.Path(__file__).with_name("scikit-learn.json")
    path.write_text(json.dumps({"sklearn": sklearn.__version__, "cases": written}) + "\n")
