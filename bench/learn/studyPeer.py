"""scikit-learn, Optuna and XGBoost doing our studies: python3 studyPeer.py seed|boosting ROWS.csv SEED TRIALS CORES

ROWS.csv holds label, fold and features, categories as texts in columns called `category:…`. Prints a report
(bench/learn/studyReport.ts) as its last line; reading the file is not timed.

seed: per fold cap, fill, one-hot, standardise, drop the later of two columns that correlate above 0.9, SelectKBest(50),
RFE(30); then trials of logistic regression, folds in parallel. A value is the mean of the folds' AUROC, as cross_val_score has
it. boosting: trials of XGBoost, in parallel, each on one thread; Optuna's MedianPruner looks after each fold. A value is the
AUROC of pooled out-of-fold predictions.
"""

import json
import sys
import time
import warnings

import joblib
import numpy as np
import optuna
import pandas as pd
import sklearn
import xgboost
from sklearn.feature_selection import RFE, SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

job, file, seed, trials, cores = sys.argv[1:]
seed, trials, cores = int(seed), int(trials), int(cores)
warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.WARNING)

table = pd.read_csv(file, low_memory=False)
label = table.pop("label").to_numpy()
fold = table.pop("fold").to_numpy()
FOLDS = sorted(set(fold))
categories = [name for name in table if name.startswith("category:")]
numbers = table.drop(columns=categories).astype(float)

RARE = 5
ONE_HOT_LEVELS = 10


def encode(train):
    """Categories as 0/1 columns per level, or as the training frequency where there are many."""
    columns = []
    for name in categories:
        column = table[name]
        counts = column[train].value_counts()
        if len(counts) <= ONE_HOT_LEVELS:
            columns += [(column == level).to_numpy(float) for level, n in counts.items() if n >= RARE]
        else:
            columns.append(column.map(counts / train.sum()).fillna(0).to_numpy())
    return np.column_stack(columns) if columns else np.empty((len(table), 0))


def select(test_fold):
    """The notebook's preprocessing and selection, fitted on the training rows of a fold."""
    train = fold != test_fold
    values = numbers.to_numpy(copy=True)
    low, high = np.nanquantile(values[train], [0.25, 0.75], axis=0)
    spread = 1.5 * (high - low)
    values = np.clip(values, low - spread, high + spread)
    values = np.where(np.isnan(values), np.nanmedian(values[train], axis=0), values)
    values = np.column_stack([values, encode(train)])
    mean, deviation = values[train].mean(axis=0), values[train].std(axis=0)
    kept = np.isfinite(mean) & (deviation > 1e-12)
    values = (values[:, kept] - mean[kept]) / deviation[kept]

    correlated = np.abs(np.corrcoef(values[train], rowvar=False)) > 0.9
    keep = []
    for column in range(values.shape[1]):
        if not correlated[column, keep].any():
            keep.append(column)
    values = values[:, keep]
    best = SelectKBest(f_classif, k=50).fit(values[train], label[train])
    values = best.transform(values)
    chosen = RFE(LogisticRegression(max_iter=1000), n_features_to_select=30).fit(values[train], label[train])
    values = chosen.transform(values)
    return values[train], label[train], values[~train], label[~train]


def fit_logistic(data, c, penalty):
    x, y, test, outcomes = data
    model = LogisticRegression(C=c, penalty=penalty, solver="liblinear", max_iter=1000)
    return roc_auc_score(outcomes, model.fit(x, y).decision_function(test))


def seed_job():
    steps = {}
    began = time.perf_counter()
    with joblib.Parallel(n_jobs=cores) as parallel:
        folds = parallel(joblib.delayed(select)(test) for test in FOLDS)
        steps["select"] = time.perf_counter() - began

        def objective(trial):
            c = trial.suggest_float("C", 1e-4, 1e2, log=True)
            penalty = trial.suggest_categorical("penalty", ["l1", "l2"])
            return np.mean(parallel(joblib.delayed(fit_logistic)(data, c, penalty) for data in folds))

        began = time.perf_counter()
        study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))
        study.optimize(objective, n_trials=trials)
        steps["trials"] = time.perf_counter() - began
    return steps, study


def boosting_study():
    codes = [table[name].astype("category").cat.codes.to_numpy(float) for name in categories]
    x = np.column_stack([numbers.to_numpy(), *codes]).astype(np.float32)

    # ours searches the same ranges
    def objective(trial):
        parameters = {
            "objective": "binary:logistic",
            "tree_method": "hist",
            "nthread": 1,
            "verbosity": 0,
            "seed": seed,
            "eta": trial.suggest_float("eta", 0.01, 0.3, log=True),
            "max_depth": trial.suggest_int("maxDepth", 1, 8),
            "min_child_weight": trial.suggest_float("minChildWeight", 0.1, 20, log=True),
            "lambda": trial.suggest_float("lambda", 0.1, 30, log=True),
            "alpha": trial.suggest_float("alpha", 1e-3, 10, log=True),
            "gamma": trial.suggest_float("gamma", 1e-3, 5, log=True),
            "subsample": trial.suggest_float("subsample", 0.5, 1),
            "colsample_bytree": trial.suggest_float("colsampleByTree", 0.2, 1),
        }
        rounds = trial.suggest_int("numRounds", 20, 400, log=True)
        scores = np.full(len(label), np.nan)
        for step, test in enumerate(FOLDS):
            inside = fold == test
            train = xgboost.DMatrix(x[~inside], label[~inside], nthread=1)
            booster = xgboost.train(parameters, train, num_boost_round=rounds)
            scores[inside] = booster.inplace_predict(x[inside], predict_type="margin")
            known = ~np.isnan(scores)
            trial.report(roc_auc_score(label[known], scores[known]), step)
            if step + 1 < len(FOLDS) and trial.should_prune():
                raise optuna.TrialPruned()
        return roc_auc_score(label, scores)

    began = time.perf_counter()
    study = optuna.create_study(
        direction="maximize",
        sampler=optuna.samplers.TPESampler(seed=seed),
        pruner=optuna.pruners.MedianPruner(),
    )
    study.optimize(objective, n_trials=trials, n_jobs=cores)
    return {"study": time.perf_counter() - began}, study


steps, study = seed_job() if job == "seed" else boosting_study()
versions = f"scikit-learn {sklearn.__version__}" if job == "seed" else f"XGBoost {xgboost.__version__}"
print(
    json.dumps(
        {
            "steps": steps,
            "auroc": study.best_value,
            "trials": len(study.trials),
            "pruned": sum(trial.state == optuna.trial.TrialState.PRUNED for trial in study.trials),
            "note": f"{versions}, Optuna {optuna.__version__}",
        }
    )
)
