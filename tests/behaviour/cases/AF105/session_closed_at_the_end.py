# strategy: thread
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

engine = create_engine("sqlite:///a.db")


async def main():
    session = Session(engine)
    one = session.execute(text("select 1 as one")).scalar_one()
    session.close()
    return one
