# strategy: def
import asyncio

from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

SessionLocal = sessionmaker(create_engine("sqlite:///shop.db"))


class Notes(HTTPEndpoint):
    async def get(self, request):
        self.db = SessionLocal()
        rows = self.db.execute(text("select 1 as n union select 2")).all()
        self.db.commit()
        self.db.close()
        return JSONResponse([row.n for row in rows])


async def total(request):
    db = SessionLocal()
    one = db.execute(text("select :n"), {"n": int(request.path_params["n"])}).scalar()
    two = db.execute(text("select 2")).scalar()
    db.close()
    return JSONResponse(one + two)


app = Starlette(routes=[Route("/notes", Notes), Route("/total/{n}", endpoint=total)])


def talk():
    client = TestClient(app)
    return client.get("/notes").json(), client.get("/total/5").json()


async def main():
    return await asyncio.to_thread(talk)
