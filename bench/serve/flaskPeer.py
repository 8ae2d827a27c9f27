"""The model behind Flask: gunicorn flaskPeer:app"""

from flask import Flask, jsonify, request
from peerModel import PeerModel

app = Flask(__name__)
model = PeerModel()


@app.post("/predict")
def predict():
    try:
        return jsonify(predictions=[model.explain(request.get_json()["features"])])
    except (ValueError, TypeError, KeyError) as error:
        return jsonify(detail=str(error)), 400
