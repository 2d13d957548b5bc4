import asyncio
import json

from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient

app = FastAPI()


@app.put("/settings/{name}")
async def put_setting(name: str, value: str):
    with open(f"{name}.json", "w") as f:
        json.dump({"value": value}, f)
    return {"saved": name}


@app.get("/settings/{name}")
async def get_setting(name: str):
    try:
        with open(f"{name}.json") as f:
            return json.load(f)
    except FileNotFoundError:
        raise HTTPException(404, f"no setting {name}")


def talk():
    client = TestClient(app)
    put = client.put("/settings/colour?value=red").json()
    missing = client.get("/settings/size")
    return put, client.get("/settings/colour").json(), missing.status_code, missing.json()


async def main():
    return await asyncio.to_thread(talk)
