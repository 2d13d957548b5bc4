# held back: tied to it
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

engine = create_engine("sqlite:///a.db")


async def main():
    session = Session(engine)
    row = session.execute(text("select 1 as one")).one()
    return row.one
