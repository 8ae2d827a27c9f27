"""Standard errors of AUROCs and of their difference, after DeLong, DeLong and Clarke-Pearson, Biometrics 1988; 44: 837.

Writes delong.json beside this file: /usr/bin/python3 make.py (Debian's python3-numpy). One row per patient.
"""

import json
import pathlib

import numpy as np

path = pathlib.Path(__file__).with_name("delong.json")


def placements(scores, died):
    """For each death the share of survivors below it, and for each survivor the share of deaths above it."""
    deaths, survivors = scores[died], scores[~died]
    above = (deaths[:, None] > survivors[None, :]) + 0.5 * (deaths[:, None] == survivors[None, :])
    return above.mean(axis=1), above.mean(axis=0)


def compared(died, first, second):
    of_deaths, of_survivors = zip(placements(first, died), placements(second, died))
    covariance = np.cov(of_deaths) / died.sum() + np.cov(of_survivors) / (~died).sum()
    contrast = np.array([1, -1])
    return {
        "aurocs": [float(np.mean(p)) for p in of_deaths],
        "standardError": float(np.sqrt(contrast @ covariance @ contrast)),
    }


random = np.random.default_rng(5)
cases = []
for rows, shared, gain in [(400, 0.8, 0.0), (400, 0.3, 0.5), (600, 0.95, 0.2)]:
    died = random.random(rows) < 0.2
    common = random.normal(size=rows)
    noise = random.normal(size=(2, rows))
    mixed = np.sqrt(shared) * common + np.sqrt(1 - shared) * noise
    first, second = np.round(1 / (1 + np.exp(-(mixed + np.array([[1 + gain], [1]]) * died - 2))), 4)
    cases.append(
        {
            "labels": died.astype(int).tolist(),
            "challenger": first.tolist(),
            "champion": second.tolist(),
            **compared(died, first, second),
        }
    )
path.write_text(json.dumps(cases) + "\n")
