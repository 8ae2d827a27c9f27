"""What scikit-learn makes of some columns, for shared/preprocessing to agree with.

Writes scikit-learn.json beside this file, inputs and outputs: /usr/bin/python3 make.py (Debian's python3-sklearn).
With `-` it reads inputs as JSON from standard input and prints the outputs: the live tests.

Inputs: { columns: { name: [number or null, ...] }, levels: [text or null, ...], unseen: [text, ...], labels: [0 or 1, ...],
          selection: { rows, columns, values, labels, kBest: [k, ...], rfe: [k, ...] } }
"""
import json
import pathlib
import sys

import numpy as np
import sklearn
from scipy.stats import skew
from sklearn.feature_selection import RFE, SelectKBest, f_classif
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder, PowerTransformer, StandardScaler


def outputs(inputs):
    labels = np.array(inputs["labels"])
    columns = {name: column_outputs(values, labels) for name, values in inputs["columns"].items()}
    levels = np.array(inputs["levels"], dtype=object).reshape(-1, 1)
    filled = SimpleImputer(strategy="most_frequent", missing_values=None).fit_transform(levels)
    encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False, min_frequency=5).fit(filled)
    unseen = np.array(inputs["unseen"], dtype=object).reshape(-1, 1)
    return {
        "columns": columns,
        "oneHot": {
            "levels": list(encoder.categories_[0]),
            "rare": [] if encoder.infrequent_categories_[0] is None else list(encoder.infrequent_categories_[0]),
            "rows": encoder.transform(filled).tolist(),
            "unseen": encoder.transform(unseen).tolist(),
        },
        "selection": selection_outputs(inputs["selection"]),
    }


def selection_outputs(selection):
    values = np.array(selection["values"]).reshape(selection["rows"], selection["columns"])
    labels = np.array(selection["labels"])
    standardised = StandardScaler().fit_transform(values)
    estimator = LogisticRegression(tol=1e-10, max_iter=10_000)

    def chosen(selector, columns):
        return np.flatnonzero(selector.fit(columns, labels).get_support()).tolist()

    correlated = np.abs(np.corrcoef(standardised, rowvar=False)) > 0.9
    distinct = []
    for column in range(values.shape[1]):
        if not correlated[column, distinct].any():
            distinct.append(column)
    k = selection["kBest"][-1]
    best = np.array(distinct)[chosen(SelectKBest(f_classif, k=k), values[:, distinct])]
    left = best[chosen(RFE(estimator, n_features_to_select=k // 2), standardised[:, best])]

    return {
        # the seed notebook's steps, one after the other
        "chain": left.tolist(),
        "kBest": [chosen(SelectKBest(f_classif, k=k), values) for k in selection["kBest"]],
        "rfe": [chosen(RFE(estimator, n_features_to_select=k), standardised) for k in selection["rfe"]],
    }


def column_outputs(values, labels):
    raw = np.array([np.nan if value is None else value for value in values], dtype=float).reshape(-1, 1)
    lower, median, upper = np.nanquantile(raw, [0.25, 0.5, 0.75])
    capped = np.clip(raw, lower - 1.5 * (upper - lower), upper + 1.5 * (upper - lower))
    result = {"quartiles": [lower, median, upper], "unfilled": unfilled(raw)}
    for name, data in [("plain", raw), ("capped", capped)]:
        for fill in ["median", "mean"]:
            imputer = SimpleImputer(strategy=fill).fit(data)
            filled = imputer.transform(data)
            power = PowerTransformer(method="yeo-johnson", standardize=False).fit(filled)
            transformed = power.transform(filled)
            scaler = StandardScaler().fit(transformed)
            result[f"{name} {fill}"] = {
                "fill": imputer.statistics_[0],
                "skewness": skew(filled[:, 0], bias=False),
                "lambda": power.lambdas_[0],
                "transformed": transformed[:, 0].tolist(),
                "mean": scaler.mean_[0],
                "scale": scaler.scale_[0],
                "scaled": StandardScaler().fit_transform(filled)[:, 0].tolist(),
                "f": f_classif(filled, labels)[0][0],
            }
    return result


def unfilled(raw):
    """Missing values stay missing: both transformers are fitted on what is observed."""
    power = PowerTransformer(method="yeo-johnson", standardize=False).fit(raw)
    transformed = StandardScaler().fit_transform(power.transform(raw))
    return {
        "lambda": power.lambdas_[0],
        "scaled": [None if np.isnan(value) else value for value in transformed[:, 0]],
    }


def golden_inputs():
    random = np.random.default_rng(20010101)
    rows = 60
    labels = (random.random(rows) < 0.3).astype(int)

    def missing(values, share):
        gone = random.random(rows) < share
        return [None if away else round(float(value), 4) for value, away in zip(values, gone)]

    return {
        "columns": {
            "skewed to the right": missing(random.lognormal(0.5, 0.8, rows) + labels, 0.2),
            "skewed to the left": missing(20 - random.gamma(2, 2, rows), 0.1),
            "of both signs": missing(random.standard_t(3, rows) + random.exponential(2, rows), 0),
            "far from zero": missing(60 + 12 * random.gamma(2, 1, rows), 0.3),
            "with outliers": missing(np.where(random.random(rows) < 0.08, 400, random.normal(80, 15, rows)), 0.05),
            "counts": missing(random.poisson(1.2, rows), 0),
        },
        "levels": [
            None if value == "none" else value
            for value in random.choice(["a", "b", "c", "d", "none"], rows, p=[0.4, 0.3, 0.15, 0.04, 0.11])
        ],
        "unseen": ["a", "z"],
        "labels": labels.tolist(),
        "selection": selection(random, rows=150, columns=25),
    }


def selection(random, rows, columns):
    """Of the columns some say something, some are near copies, and their units differ."""
    values = random.normal(size=(rows, columns))
    values[:, 1] = 0.9 * values[:, 0] + 0.3 * values[:, 1]
    margin = values[:, 0] - 1.5 * values[:, 5] + 0.7 * values[:, 9] - 0.5
    units = np.exp(2 * random.normal(size=columns))
    return {
        "rows": rows,
        "columns": columns,
        "values": (values * units).round(6).ravel().tolist(),
        "labels": (random.random(rows) < 1 / (1 + np.exp(-margin))).astype(int).tolist(),
        "kBest": [1, 5, 12],
        "rfe": [1, 5, 12, 24],
    }


if sys.argv[1:] == ["-"]:
    print(json.dumps(outputs(json.load(sys.stdin))))
else:
    inputs = golden_inputs()
    written = {"sklearn": sklearn.__version__, "inputs": inputs, "outputs": outputs(inputs)}
    pathlib.Path(__file__).with_name("scikit-learn.json").write_text(json.dumps(written) + "\n")
