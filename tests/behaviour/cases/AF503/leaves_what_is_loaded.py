# unchanged
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload

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


async def by_option(session: AsyncSession):
    user = await session.get(User, 2, options=[selectinload(User.posts)])
    query = select(User).options(selectinload(User.tags))
    tagged = (await session.scalars(query)).all()
    return len(user.posts), [len(each.tags) for each in tagged]


async def by_refresh(session: AsyncSession):
    user = await session.get(User, 2)
    await session.refresh(user, attribute_names=["posts"])
    return len(user.posts)


async def in_the_session_already(session: AsyncSession):
    users = (await session.scalars(select(User))).all()
    posts = (await session.scalars(select(Post).order_by(Post.id))).all()
    return [post.user.name for post in posts], len(users)


async def synchronously(session: AsyncSession):
    user = await session.get(User, 2)
    return await session.run_sync(lambda _: len(user.posts))


async def assigned(session: AsyncSession):
    user = User(name="cleo", posts=[Post(text="cleo")])
    session.add(user)
    await session.flush()
    return len(user.posts), User.posts.key


async def main():
    await fill()
    found = []
    for work in (by_option, by_refresh, in_the_session_already, synchronously, assigned):
        async with Session() as session:
            found.append(await work(session))
    await engine.dispose()
    return found
