"""What Optuna's TPESampler, with its defaults, finds in 30 and in 100 trials of four objectives.

The fourth is the real study of study/study.json, which study/make.py makes. And Parzen estimators, computed with SciPy
by the rules that parzen.ts states.

Writes optuna.json and parzen.json beside this file: /usr/bin/python3 make.py (Debian's python3-optuna; some minutes).
With `-` it reads { seeds } as JSON from standard input and prints what optuna.json has for them: the live test of
besideOptuna.test.ts.
"""

import json
import math
import pathlib
import sys
import warnings

import optuna

sys.dont_write_bytecode = True
from study.table import interpolated

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)

FOLDER = pathlib.Path(__file__).parent
STUDY = json.loads((FOLDER / "study" / "study.json").read_text())
TRIALS = 100
SEEDS = 20

# Dixon and Szegoe, The global optimization problem, 1978; here to be maximised
HARTMANN_A = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
HARTMANN_P = [
    [1312, 1696, 5569, 124, 8283, 5886],
    [2329, 4135, 8307, 3736, 1004, 9991],
    [2348, 1451, 3522, 2883, 3047, 6650],
    [4047, 8828, 8732, 5743, 1091, 381],
]
HARTMANN_ALPHA = [1, 1.2, 3, 3.2]


def branin(trial):
    x = trial.suggest_float("x", -5, 10)
    y = trial.suggest_float("y", 0, 15)
    inner = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return -(inner**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10)


def hartmann(trial):
    x = [trial.suggest_float(f"x{axis}", 0, 1) for axis in range(6)]
    return sum(
        alpha * math.exp(-sum(a * (value - p / 10000) ** 2 for a, p, value in zip(row, centre, x)))
        for alpha, row, centre in zip(HARTMANN_ALPHA, HARTMANN_A, HARTMANN_P)
    )


def families(trial):
    """Made up: two families with parameters of their own; the better one is harder to tune."""
    family = trial.suggest_categorical("family", ["linear", "trees"])
    if family == "linear":
        c = math.log10(trial.suggest_float("C", 1e-4, 10, log=True))
        weight = trial.suggest_categorical("weight", ["none", "balanced"])
        features = trial.suggest_int("features", 10, 160, step=10)
        return 0.8 - 0.01 * (c + 1.5) ** 2 - 0.02 * ((features - 60) / 100) ** 2 - 0.01 * (weight != "none")
    depth = trial.suggest_int("depth", 1, 10)
    eta = math.log10(trial.suggest_float("eta", 0.01, 0.5, log=True))
    penalty = math.log10(trial.suggest_float("lambda", 0.01, 100, log=True))
    share = trial.suggest_float("share", 0.4, 1)
    fill = trial.suggest_categorical("fill", ["mean", "median", "none"])
    together = (depth - 4) * 0.3 + (eta + 1.2) * 2
    return (
        0.86
        - 0.004 * (depth - 4) ** 2
        - 0.05 * (eta + 1.2) ** 2
        - 0.01 * (penalty - 0.7) ** 2
        - 0.1 * (share - 0.7) ** 2
        - 0.02 * together**2
        - {"none": 0, "median": 0.006, "mean": 0.012}[fill]
    )


def diabetes(trial):
    family = trial.suggest_categorical("family", list(STUDY))
    point = {axis["name"]: suggested(trial, f"{family}.{axis['name']}", axis) for axis in STUDY[family]["axes"]}
    return interpolated(STUDY, family, point)


def suggested(trial, name, axis):
    if axis["kind"] == "choice":
        return trial.suggest_categorical(name, axis["choices"])
    suggest = trial.suggest_int if axis["kind"] == "int" else trial.suggest_float
    return suggest(name, axis["nodes"][0], axis["nodes"][-1], log=axis["log"])


def parzen(axes, observed, tested):
    """Log densities at `tested`: kernels are products over the axes, one for each observation and a wide one."""
    import numpy as np
    from scipy.special import logsumexp
    from scipy.stats import truncnorm

    count = len(observed)
    weights = np.ones(count + 1)
    if count > 25:
        weights[: count - 25] = np.linspace(1 / count, 1, count - 25)
    logs = np.tile(np.log(weights / weights.sum()), (len(tested), 1))
    for at, axis in enumerate(axes):
        points = np.array([point[at] for point in observed])
        values = [point[at] for point in tested]
        if axis["kind"] == "choice":
            shares = np.full((count + 1, axis["count"]), 1 / (count + 1))
            shares[np.arange(count), points.astype(int)] += 1
            shares /= shares.sum(axis=1, keepdims=True)
            logs += np.log(shares[:, values]).T
            continue
        to_coordinate = np.log if axis["log"] else lambda value: value
        half = axis.get("step", 0) / 2
        low, high = to_coordinate(axis["low"] - half), to_coordinate(axis["high"] + half)
        centres = np.append(to_coordinate(points), (low + high) / 2)
        widths = np.full(count + 1, high - low)
        order = np.argsort(centres[:-1], kind="stable")
        for place, kernel in enumerate(order):
            left = centres[order[place - 1]] if place > 0 else None
            right = centres[order[place + 1]] if place + 1 < count else None
            if count == 1:
                left, right = low, high
            gaps = [abs(other - centres[kernel]) for other in (left, right) if other is not None]
            widths[kernel] = np.clip(max(gaps), (high - low) / min(100, count + 2), high - low)
        for row, value in enumerate(values):
            kernels = truncnorm((low - centres) / widths, (high - centres) / widths, centres, widths)
            if half:
                mass = kernels.cdf(to_coordinate(value + half)) - kernels.cdf(to_coordinate(value - half))
                logs[row] += np.log(mass)
            else:
                logs[row] += kernels.logpdf(to_coordinate(value))
    return logsumexp(logs, axis=1).tolist()


PARZEN_AXES = {
    "float": {"kind": "float", "low": -2, "high": 3, "log": False},
    "logarithmic": {"kind": "float", "low": 0.001, "high": 10, "log": True},
    "int": {"kind": "int", "low": 10, "high": 160, "step": 10, "log": False},
    "logarithmic int": {"kind": "int", "low": 1, "high": 40, "step": 1, "log": True},
    "choice": {"kind": "choice", "count": 3},
}


def make_parzen():
    import numpy as np

    random = np.random.default_rng(1)

    def draw(axis):
        if axis["kind"] == "choice":
            return int(random.integers(axis["count"]))
        if axis["kind"] == "int":
            return int(axis["low"] + axis["step"] * random.integers((axis["high"] - axis["low"]) // axis["step"] + 1))
        low, high = (np.log([axis["low"], axis["high"]])) if axis["log"] else (axis["low"], axis["high"])
        drawn = random.uniform(low, high)
        return float(np.exp(drawn) if axis["log"] else drawn)

    cases = []
    for names in [[name] for name in PARZEN_AXES] + [list(PARZEN_AXES)]:
        for count in (0, 1, 2, 7, 40):
            axes = [PARZEN_AXES[name] for name in names]
            observed = [[draw(axis) for axis in axes] for _ in range(count)]
            tested = [[draw(axis) for axis in axes] for _ in range(5)]
            case = {"axes": axes, "observed": observed, "tested": tested}
            cases.append({**case, "logDensities": parzen(axes, observed, tested)})
    return cases


def best_of(objective, seed):
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(objective, n_trials=TRIALS)
    values = [trial.value for trial in study.trials]
    return {"after30": max(values[:30]), "after100": max(values), "best": study.best_params}


def search(seeds):
    objectives = {"branin": branin, "hartmann": hartmann, "families": families, "diabetes": diabetes}
    return {
        name: [{"seed": seed, **best_of(objective, seed)} for seed in seeds]
        for name, objective in objectives.items()
    }


if sys.argv[1:] == ["-"]:
    print(json.dumps(search(json.load(sys.stdin)["seeds"])))
else:
    (FOLDER / "parzen.json").write_text(json.dumps(make_parzen()) + "\n")
    found = {"optuna": optuna.__version__, "found": search(range(SEEDS))}
    (FOLDER / "optuna.json").write_text(json.dumps(found, indent=1) + "\n")
