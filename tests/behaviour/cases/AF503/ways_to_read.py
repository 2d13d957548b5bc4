# result: [[('ada', 1), ('bob', 2)], ['ada 0'], ['bob 0', 'bob 1', 2], ['bob 0', 2], 1, ['ada', 'bob', 'bob'], 2]
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


async def in_a_loop(session: AsyncSession):
    stmt = (
        select(User)
        .where(User.id > 0)
        .order_by(User.id)
    )
    result = await session.execute(stmt)
    users = result.scalars().all()
    found = []
    for user in users:
        found.append((user.name, len(user.posts)))
    return found


async def by_scalar(session: AsyncSession, name):
    user = await session.scalar(select(User).filter_by(name=name))
    if user is None:
        return []
    return [post.text for post in user.posts]


async def two_of_one(session: AsyncSession, name):
    user = (await session.execute(select(User).where(User.name == name))).scalar_one()
    texts = [post.text for post in user.posts]
    return [*texts, len(user.tags)]


async def first_of_them(session: AsyncSession):
    users = (await session.scalars(select(User).join(User.posts).order_by(User.id.desc()))).all()
    return [users[0].posts[0].text, len(users[0].tags)]


async def by_key(session: AsyncSession):
    user = await session.get(User, 1)
    return len(user.posts)


async def to_one():
    async with Session() as session:
        posts = await session.scalars(select(Post).order_by(Post.id))
        return [post.user.name for post in posts]


async def in_one_expression(session: AsyncSession):
    return len((await session.get_one(User, 2)).posts)


async def main():
    await fill()
    found = []
    for work, *given in (
        (in_a_loop,),
        (by_scalar, "ada"),
        (two_of_one, "bob"),
        (first_of_them,),
        (by_key,),
    ):
        async with Session() as session:
            found.append(await work(session, *given))
    found.append(await to_one())
    async with Session() as session:
        found.append(await in_one_expression(session))
    await engine.dispose()
    return found
