# held back: the session may forget it in between: refresh `posts` by name after that
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


async def rename(session: AsyncSession):
    user = await session.get(User, 1)
    user.name = "eve"
    await session.commit()
    await session.refresh(user)
    return len(user.posts)


async def main():
    await fill()
    async with Session() as session:
        try:
            return await rename(session)
        except Exception as error:
            return type(error).__name__
