# held back: in-memory SQLite database
# differs: sqlite3.ProgrammingError
from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker
from starlette.testclient import TestClient

engine = create_engine("sqlite://")
Local = sessionmaker(engine)
app = FastAPI()


async def get_db():
    db = Local()
    try:
        yield db
    finally:
        db.close()


@app.get("/notes")
async def notes(db: Session = Depends(get_db)):
    db.execute(text("CREATE TABLE IF NOT EXISTS note (body TEXT)"))
    db.execute(text("INSERT INTO note VALUES ('a')"))
    db.commit()
    return db.execute(text("SELECT count(*) FROM note")).scalar_one()


async def main():
    with TestClient(app) as client:
        return [client.get("/notes").json() for _ in range(3)]
