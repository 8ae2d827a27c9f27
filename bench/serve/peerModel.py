"""The model as XGBoost serves it: what fastApiPeer.py and flaskPeer.py answer with.

The folder in SERVE_MODEL holds xgboost.json and model.json. One thread, as many requests may come at once.
"""

import json
import math
import os

import numpy as np
import xgboost


class PeerModel:
    def __init__(self):
        folder = os.environ["SERVE_MODEL"]
        with open(os.path.join(folder, "model.json")) as file:
            artifact = json.load(file)
        self.features = artifact["features"]
        self.place = {feature["name"]: at for at, feature in enumerate(self.features)}
        self.names = artifact["preprocessor"]["names"]
        assert self.names == [feature["name"] for feature in self.features]
        self.threshold = artifact["threshold"]
        self.bands = artifact["riskBands"]
        self.booster = xgboost.Booster(model_file=os.path.join(folder, "xgboost.json"))
        self.booster.set_param({"nthread": 1})

    def explain(self, given):
        """Checks one patient's features, and answers what the app does: probability, warnings, contributions."""
        row = np.full((1, len(self.features)), np.nan, dtype=np.float32)
        for name, value in given.items():
            at = self.place.get(name)
            if at is None:
                raise ValueError(f"{name} is not a feature")
            if value is not None:
                if not math.isfinite(value):
                    raise ValueError(f"{name} must be a finite number")
                row[0, at] = value

        matrix = xgboost.DMatrix(row, feature_names=self.names, nthread=1)
        pushes = self.booster.predict(matrix, pred_contribs=True)[0]
        base, pushes = float(pushes[-1]), pushes[:-1].tolist()
        probability = 1 / (1 + math.exp(-(base + sum(pushes))))

        listed, warnings = [], []
        for feature, push, value in zip(self.features, pushes, row[0].tolist()):
            missing = math.isnan(value)
            if push != 0:
                listed.append(
                    {
                        "feature": feature["name"],
                        "label": feature["description"],
                        "unit": feature["unit"],
                        "value": None if missing else value,
                        "contribution": push,
                    }
                )
            warning = "missing" if missing else self.warning(feature, value)
            if warning is not None:
                warnings.append({"code": warning, "features": [feature["name"]]})
        listed.sort(key=lambda item: -abs(item["contribution"]))
        bands = self.bands
        return {
            "probability": probability,
            "label": int(probability >= self.threshold),
            "risk": "high" if probability >= bands["high"] else "medium" if probability >= bands["medium"] else "low",
            "baseValue": base,
            "contributions": listed,
            "warnings": warnings,
        }

    @staticmethod
    def warning(feature, value):
        bounds, training = feature["range"], feature["training"]
        if bounds is not None and not bounds["low"] <= value <= bounds["high"]:
            return "outside-clinical-range"
        if not training.get("low", -math.inf) <= value <= training.get("high", math.inf):
            return "far-from-training"
        return None
