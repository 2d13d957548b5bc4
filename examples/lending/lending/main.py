"""The application. Start it in this folder's parent with `uvicorn lending.main:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from lending.database import Base, engine
from lending.routers import books, loans


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    Base.metadata.create_all(bind=engine)
    yield
    engine.dispose()


def create_app() -> FastAPI:
    app = FastAPI(title="lending", lifespan=lifespan)
    app.include_router(books.router)
    app.include_router(loans.router)
    return app


app = create_app()
