"""How well the features of gold rank the stays of a synthetic hospital, beside the truth.

    python3 rank_gold.py GOLD.csv GROUND_TRUTH.csv COLUMNS CATEGORIES > result.json

COLUMNS names the keys and the features, CATEGORIES those of them that are texts, with commas between. Prints {"best": AUROC of the true risk, "single":
[[feature, AUROC], ...] in either direction, best first, "logistic": ..., "boosting": ...}. The two models are
cross-validated by patient, with scikit-learn and XGBoost: a penalised logistic regression on imputed, scaled features
with indicators of what is missing, the better of two penalties (chosen on the very folds, in its favour), and plain
boosting with fixed parameters.
"""

import json
import sys

import numpy as np
import pandas as pd
import xgboost
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

KEYS = ['subject_id', 'hadm_id', 'icustay_id', 'hospital_expire_flag', 'split']
FOLDS = 3

# levels of a category with fewer stays say nothing, nor does a feature that fewer of the dead have: its AUROC is chance
RARE = 50
RARE_DEATHS = 30


def main(gold_file, truth_file, columns, categories):
    gold = pd.read_csv(gold_file, low_memory=False)[columns]
    gold = gold.merge(pd.read_csv(truth_file), on='icustay_id', how='left', validate='1:1')
    died = gold.hospital_expire_flag.to_numpy()
    patients = gold.subject_id.to_numpy()
    features = as_numbers(gold.drop(columns=[*KEYS, 'risk']), categories)

    single = {name: either_way(died, column) for name, column in features.items()}
    single |= {
        f'{name} missing': either_way(died, column.isna().astype(float))
        for name, column in features.items()
        if column.isna().any()
    }
    print(
        json.dumps(
            {
                'best': roc_auc_score(died, gold.risk),
                'single': sorted(single.items(), key=lambda item: -item[1]),
                'logistic': max(
                    cross_validated(lambda c=c: logistic(c), features, died, patients)
                    for c in (0.003, 0.03)
                ),
                'boosting': cross_validated(boosting, features, died, patients),
            }
        )
    )


def as_numbers(gold, categories):
    levels = {
        f'{category}={level}': (gold[category] == level).astype(float)
        for category in categories
        for level, count in gold[category].value_counts().items()
        if count >= RARE
    }
    numbers = pd.concat([gold.drop(columns=categories).astype(float), pd.DataFrame(levels)], axis=1)
    return numbers.loc[:, numbers.nunique() > 1]


def either_way(died, column):
    known = column.notna().to_numpy()
    if died[known].sum() < RARE_DEATHS:
        return 0.5
    auroc = roc_auc_score(died[known], column[known])
    return max(auroc, 1 - auroc)


def cross_validated(model, features, died, patients):
    scores = np.zeros(len(died))
    values = features.to_numpy()
    for train, test in GroupKFold(FOLDS).split(values, died, patients):
        scores[test] = model().fit(values[train], died[train]).predict_proba(values[test])[:, 1]
    return roc_auc_score(died, scores)


def logistic(c):
    return make_pipeline(
        SimpleImputer(strategy='median', add_indicator=True),
        StandardScaler(),
        LogisticRegression(C=c, max_iter=500),
    )


def boosting():
    return xgboost.XGBClassifier(
        n_estimators=300,
        learning_rate=0.05,
        max_depth=4,
        subsample=0.8,
        colsample_bytree=0.3,
        min_child_weight=5,
        reg_lambda=5,
        tree_method='hist',
        n_jobs=1,
        random_state=1,
    )


main(sys.argv[1], sys.argv[2], sys.argv[3].split(','), sys.argv[4].split(','))
