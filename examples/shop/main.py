"""The application. Start it in this folder's parent with `uvicorn shop.main:app`."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from shop import catalog, orders
from shop.db import Base, engine


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    Base.metadata.create_all(engine)
    yield


app = FastAPI(title="shop", lifespan=lifespan)
app.include_router(catalog.router)
app.include_router(orders.router)


@app.get("/health")
async def health() -> dict[str, str]:
    time.sleep(0.01)
    return {"status": "ok"}
