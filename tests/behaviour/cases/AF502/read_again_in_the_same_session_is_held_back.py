# held back: an object that is read again in the same session after a commit keeps what it had
# differs: 'ada'
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine("sqlite+aiosqlite:///shop.db")
Session = async_sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


async def main():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with Session() as first, Session() as second:
        user = User(id=1, name="ada")
        first.add(user)
        await first.commit()
        (await second.get(User, 1)).name = "eve"
        await second.commit()
        return (await first.scalars(select(User))).one().name
