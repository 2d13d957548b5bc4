# held back: catches the error that it raised: what it does would not be done
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

engine = create_async_engine("sqlite+aiosqlite:///shop.db")
Session = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    posts: Mapped[list["Post"]] = relationship(back_populates="user", order_by="Post.id")
    tags = relationship("Tag", order_by="Tag.id")


class Post(Base):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    user: Mapped[User] = relationship(back_populates="posts")


class Tag(Base):
    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


async def fill():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with Session() as session:
        for number, name in enumerate(("ada", "bob"), 1):
            posts = [Post(text=f"{name} {count}") for count in range(number)]
            session.add(User(name=name, posts=posts, tags=[Tag(), Tag()]))
        await session.commit()


async def count(session: AsyncSession):
    user = await session.get(User, 2)
    try:
        return len(user.posts)
    except Exception as error:
        return type(error).__name__


async def main():
    await fill()
    async with Session() as session:
        return await count(session)
