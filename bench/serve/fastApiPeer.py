"""The model behind FastAPI: uvicorn fastApiPeer:app"""

from typing import Dict, Optional

from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse
from peerModel import PeerModel
from pydantic import BaseModel


class Request(BaseModel):
    features: Dict[str, Optional[float]]


app = FastAPI()
model = PeerModel()


# on the event loop, as a thread for each request costs more than it gains where Python computes
@app.post("/predict")
async def predict(request: Request):
    try:
        # as it is: FastAPI would walk through it once more before it is written
        return JSONResponse({"predictions": [model.explain(request.features)]})
    except ValueError as error:
        raise HTTPException(status_code=400, detail=str(error))
