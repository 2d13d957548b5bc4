"""What stands in the way of a move is named with its place, and nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from asyncfix.model import Result
from asyncfix.pipeline import run
from asyncfix.settings import Settings

DATABASE = """\
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

engine = create_engine("sqlite:///shop.db")
SessionLocal = sessionmaker(bind=engine)


class Base(DeclarativeBase):
    pass


def get_db():
    with SessionLocal() as db:
        yield db
"""
MAIN = """\
from fastapi import Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.orm import Session

from database import get_db

app = FastAPI()


def ask(db: Session):
    return db.execute(text("select 1")).scalar_one()


@app.get("/")
async def home(db: Session = Depends(get_db)):
    return ask(db)
"""


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def results(folder: Path, files: Mapping[str, str]) -> list[Result]:
    """The results for the application with other files beside it, or in the place of its own."""
    for name, text in {"main.py": MAIN, "database.py": DATABASE, **files}.items():
        (folder / name).write_text(text)
    settings = Settings(root=folder, strategy="native", unsafe_fixes=True)
    report = run(settings, [folder], rewrite=True)
    assert not report.failures
    return [item for item in report.results if item.finding.path.endswith("main.py")]


STANDS = {
    "tables that are made at import": (
        {"make.py": "from database import Base, engine\n\nBase.metadata.create_all(bind=engine)\n"},
        "make.py, line 3: `Base.metadata.create_all(bind=engine)` runs when the module is imported",
    ),
    "code that is not in sight": (
        {"admin.py": "from database import engine\nfrom sqladmin import Admin\n\nAdmin(engine)\n"},
        "admin.py, line 4: `engine` is handed to `Admin`, whose code is not known",
    ),
    "a container": (
        {"pool.py": "from database import SessionLocal\n\nPOOL = [SessionLocal()]\n"},
        "pool.py, line 3: `SessionLocal()` goes where it is not followed",
    ),
    "an attribute of something unknown": (
        {"state.py": "from database import engine\n\n\ndef keep(app):\n    app.engine = engine\n"},
        "state.py, line 5: it is kept in `app.engine`, which is not followed",
    ),
    "a thread": (
        {
            "job.py": "import threading\n\nfrom database import SessionLocal\n"
            "from main import ask\n\n\n"
            "def job():\n    with SessionLocal() as db:\n        return ask(db)\n\n\n"
            "threading.Thread(target=job).start()\n"
        },
        "job.py, line 12: `job` is used as a value",
    ),
    "a call at import": (
        {
            "run.py": "from database import SessionLocal\nfrom main import ask\n\n"
            "print(ask(SessionLocal()))\n"
        },
        "run.py, line 4: `ask(SessionLocal())` runs when the module is imported",
    ),
    "a decorator": (
        {
            "cli.py": "import click\nfrom database import SessionLocal\nfrom main import ask\n\n\n"
            "@click.command()\ndef show():\n    with SessionLocal() as db:\n        ask(db)\n"
        },
        "cli.py, line 7: a decorator of `show` may need a plain function",
    ),
    "a method that the twin has not": (
        {
            "bulk.py": "from database import SessionLocal\n\n\ndef fill(rows):\n"
            "    with SessionLocal() as db:\n        db.bulk_save_objects(rows)\n"
        },
        "bulk.py, line 6: `db.bulk_save_objects`: it has no asynchronous counterpart",
    ),
    "a generator that somebody goes through": (
        {"loop.py": "from database import get_db\n\n\ndef once():\n    return next(get_db())\n"},
        "loop.py, line 5: `get_db` is gone through here, not by a framework",
    ),
    "an argument of the engine": (
        {"database.py": DATABASE.replace('.db")', '.db", creator=make)')},
        "database.py, line 4: `creator` of `create_engine`: a function that opens a connection",
    ),
    "a session that is something else as well": (
        {
            "fake.py": "from main import ask\n\n\nclass Fake:\n    pass\n\n\ndef test_ask():\n"
            "    return ask(Fake())\n"
        },
        "fake.py, line 9: `db` of `ask` gets `Fake()`, which is not followed",
    ),
    "a database without an asynchronous driver": (
        {"database.py": DATABASE.replace("sqlite://", "firebird://")},
        "database.py, line 4: no asynchronous driver is known for `firebird://`",
    ),
    "a URL that others use": (
        {
            "database.py": DATABASE.replace('"sqlite:///shop.db"', "URL").replace(
                "engine =", "URL = 'sqlite:///' + 'shop.db'\nengine ="
            ),
            "migrate.py": "from alembic import command\nfrom database import URL\n\n"
            "command.upgrade(URL, 'head')\n",
        },
        "database.py, line 4: the URL is used elsewhere too: give this engine one of its own",
    ),
    "another engine for the same database": (
        {
            "seed.py": "from sqlalchemy import create_engine, text\n\n"
            "engine = create_engine('sqlite:///shop.db')\n"
            "with engine.connect() as other:\n    other.execute(text('select 1'))\n"
        },
        "seed.py, line 3: `create_engine` makes another one for the same address",
    ),
    "an old version": (
        {"requirements.txt": "fastapi\nSQLAlchemy==1.4.54\n"},
        "database.py, line 4: the project declares a version of SQLAlchemy before 2",
    ),
    "a block of a fixture that does more than to close": (
        {
            "conftest.py": "import pytest\nfrom database import engine\n\n\n@pytest.fixture\n"
            "def one():\n    with engine.begin() as connection:\n        yield connection\n"
        },
        "conftest.py, line 7: `with engine.begin() as connection:` has to be awaited, "
        "but a test runner calls `one`",
    ),
    "a test whose session is no fixture in sight": (
        {
            "test_ask.py": "from main import ask\nfrom sqlalchemy.orm import Session\n\n\n"
            "def test_ask(db: Session):\n    assert ask(db) == 1\n"
        },
        "test_ask.py, line 5: the fixture that gives `db` is not in sight",
    ),
    "a driver whose connections belong to one loop": (
        {
            "database.py": DATABASE.replace("sqlite:///", "mysql+pymysql://h/"),
            "conftest.py": "import pytest\nfrom database import SessionLocal\n\n\n"
            "@pytest.fixture\ndef db():\n    with SessionLocal() as session:\n"
            "        yield session\n",
        },
        "conftest.py, line 7: `db` would run it on a loop of its own, but what `aiomysql` makes",
    ),
    "a fixture that goes through a dependency": (
        {
            "conftest.py": "import pytest\nfrom database import get_db\n\n\n@pytest.fixture\n"
            "def db():\n    yield from get_db()\n"
        },
        "conftest.py, line 7: `get_db` is gone through here, not by a framework",
    ),
    "an alias that has the name of its class, and is made twice": (
        {
            "again.py": "from typing import Annotated\nfrom database import get_db\n"
            "from fastapi import Depends\nfrom main import app, ask\n"
            "from sqlalchemy.orm import Session\n\nSession = Annotated[Session, Depends(get_db)]\n"
            "Session = Annotated[Session, 1]\n\n\n@app.get('/again')\n"
            "async def again(db: Session):\n    return ask(db)\n"
        },
        "again.py, line 12: it is not known what `Session` stands for",
    ),
    "a method that two annotations of a session have not": (
        {
            "other.py": "from database import SessionLocal\nfrom sqlmodel import Session\n\n\n"
            "def total(db: Session, query):\n    return db.exec(query).one()\n\n\n"
            "def both(query):\n    with SessionLocal() as db:\n        db.exec(query)\n"
            "        return total(db, query)\n"
        },
        "other.py, line 11: `AsyncSession` is not known to have `exec`",
    ),
    "an override that is asynchronous already": (
        {
            "crud.py": "from main import ask\nfrom sqlalchemy.orm import Session\n\n\n"
            "class Base:\n    def get(self, db: Session):\n        return ask(db)\n\n\n"
            "class Other(Base):\n    async def get(self, db: Session):\n        return 1\n"
        },
        "crud.py, line 6: `get` is a coroutine function in crud.py already",
    ),
    "tables of an application with handlers of events": (
        {
            "main.py": MAIN.replace("app =", "Base.metadata.create_all(engine)\napp =").replace(
                "import get_db", "import Base, engine, get_db"
            )
            + "\n\n@app.on_event('startup')\ndef started():\n    pass\n"
        },
        "main.py, line 7: `Base.metadata.create_all(engine)` belongs into the lifespan of `app`: "
        "a lifespan would silence `app.on_event` in main.py, line 20",
    ),
    "tables of an application whose handlers of events a method adds": (
        {
            "main.py": MAIN.replace("app =", "Base.metadata.create_all(engine)\napp =").replace(
                "import get_db", "import Base, engine, get_db"
            ),
            "events.py": "from main import app\n\n\ndef started():\n    pass\n\n\n"
            "app.add_event_handler('startup', started)\n",
        },
        "a lifespan would silence `app.add_event_handler` in events.py, line 8",
    ),
    "tables of an application whose router has handlers of events": (
        {
            "main.py": MAIN.replace("app =", "Base.metadata.create_all(engine)\napp =").replace(
                "import get_db", "import Base, engine, get_db"
            ),
            "routes.py": "from fastapi import APIRouter\n\n\ndef started():\n    pass\n\n\n"
            "router = APIRouter(on_startup=[started])\n",
        },
        "a lifespan would silence `on_startup` in routes.py, line 8",
    ),
    "tables that a test needs which starts no application": (
        {
            "main.py": MAIN.replace("app =", "Base.metadata.create_all(engine)\napp =").replace(
                "import get_db", "import Base, engine, get_db"
            ),
            "test_main.py": "from fastapi.testclient import TestClient\nfrom main import app\n\n"
            "client = TestClient(app)\n",
        },
        "`TestClient(app)` in test_main.py, line 4, does not start it: use a `with`",
    ),
    "a slice of a query": (
        {
            "part.py": "from database import SessionLocal\nfrom models import User\n\n\n"
            "def some():\n    with SessionLocal() as db:\n"
            "        return db.query(User).order_by(User.id)[2:5]\n",
            "models.py": "from database import Base\n\n\nclass User(Base):\n"
            "    __tablename__ = 'users'\n",
        },
        "part.py, line 7: `db.query(User).order_by(User.id)[2:5]` is a part of a query: "
        "ask for it by `offset()`, `limit()` and `all()`",
    ),
    "a query that is more than a filter": (
        {
            "sort.py": "from database import SessionLocal\nfrom models import User\n\n\n"
            "def drop():\n    with SessionLocal() as db:\n"
            "        query = db.query(User).filter(User.id > 3).limit(2)\n"
            "        query.delete()\n",
            "models.py": "from database import Base\n\n\nclass User(Base):\n"
            "    __tablename__ = 'users'\n",
        },
        "sort.py, line 8: `delete()` of such a query has no exact counterpart",
    ),
    "a transaction that is named": (
        {
            "tx.py": "from database import SessionLocal\n\n\ndef both():\n"
            "    with SessionLocal() as db:\n        with db.begin() as tx:\n"
            "            tx.rollback()\n"
        },
        "tx.py, line 6: what `db.begin()` gives is not followed",
    ),
    "a function that there is twice": (
        {
            "twice.py": "import sys\nfrom database import SessionLocal\nfrom main import ask\n\n\n"
            "if sys.argv:\n    def get(db):\n        return ask(db)\nelse:\n    def get(db):\n"
            "        return None\n\n\ndef both():\n    with SessionLocal() as db:\n"
            "        return get(db)\n"
        },
        "twice.py, line 16: `get` is defined several times",
    ),
    "one session for all": (
        {
            "shared.py": "from database import SessionLocal\nfrom main import ask\n\n"
            "db = SessionLocal()\n\n\ndef both():\n    return ask(db)\n"
        },
        "shared.py, line 4: `SessionLocal()` is made once for all tasks",
    ),
    "tasks that share a session": (
        {
            "tasks.py": "import asyncio\nfrom database import SessionLocal\nfrom main import ask\n"
            "from sqlalchemy.orm import Session\n\n\nasync def one(db: Session):\n"
            "    return ask(db)\n\n\nasync def both():\n    with SessionLocal() as db:\n"
            "        return await asyncio.gather(one(db), one(db))\n"
        },
        "tasks.py, line 13: `one` is not awaited where it gets it",
    ),
    "a dependency that is an object": (
        {
            "other.py": "from fastapi import Depends\nfrom sqlalchemy.orm import Session\n"
            "from library import sessions\nfrom main import app, ask\n\n\n@app.get('/x')\n"
            "async def x(db: Session = Depends(sessions)):\n    return ask(db)\n"
        },
        "other.py, line 8: the dependency that gives `db` is not a function in sight",
    ),
    "a query in an inner function": (
        {
            "inner.py": "from database import SessionLocal\nfrom models import User\n\n\n"
            "def total():\n    with SessionLocal() as db:\n        query = db.query(User)\n\n"
            "        def count():\n            return query.count()\n\n        return count()\n",
            "models.py": "from database import Base\n\n\nclass User(Base):\n"
            "    __tablename__ = 'users'\n",
        },
        "inner.py, line 10: it is not known which session `query` goes to",
    ),
    "a name in a text": (
        {"test_it.py": "def test_it(monkeypatch):\n    monkeypatch.setattr('main.ask', None)\n"},
        "test_it.py, line 2: `ask` is named in a string",
    ),
}


@pytest.mark.parametrize("what", STANDS)
def test_what_stands_in_the_way_is_named(what: str, tmp_path: Path) -> None:
    files, reason = STANDS[what]
    (result,) = results(tmp_path, files)
    assert reason in result.held_back


BESIDE = {
    "nothing": {},
    "a version": {"requirements.txt": "sqlalchemy>=2,<3\nsqlalchemy-utils==0.41\n"},
    "another engine of its own": {
        "seed.py": "from sqlalchemy import create_engine, text\n\nengine = create_engine('sqlite://')"
        "\nwith engine.connect() as other:\n    other.execute(text('select 1'))\n"
    },
    "a listener": {
        "listen.py": "from sqlalchemy import event\n\nfrom database import engine\n\n\n"
        "@event.listens_for(engine, 'connect')\ndef connected(connection, record):\n    pass\n"
    },
    "methods of the same name, and a decorator for both kinds of functions": {
        "again.py": "from database import SessionLocal\nfrom main import ask\n"
        "from sqlalchemy.orm import Session\nfrom tenacity import retry, stop_after_attempt\n\n\n"
        "class Users:\n    def get(self, db: Session, key=None):\n        return ask(db)\n\n\n"
        "def value(payload):\n    get = payload.get('a', [])\n"
        "    return [get.get(), payload.get(0, 1, 2)]\n\n\n"
        "@retry(stop=stop_after_attempt(3))\ndef first():\n    with SessionLocal() as db:\n"
        "        return Users().get(db)\n"
    },
    "a test that overrides the dependency": {
        "test_main.py": "from database import get_db\nfrom main import app\n"
        "from sqlalchemy import create_engine\nfrom sqlalchemy.orm import sessionmaker\n\n"
        "make = sessionmaker(create_engine('sqlite:///test.db'))\n\n\ndef get_other():\n"
        "    with make() as db:\n        yield db\n\n\n"
        "app.dependency_overrides[get_db] = get_other\n"
    },
}


@pytest.mark.parametrize("what", BESIDE)
def test_what_is_beside_does_not_stand_in_the_way(what: str, tmp_path: Path) -> None:
    (result,) = results(tmp_path, BESIDE[what])
    assert not result.held_back
    assert result.fix is not None and result.fix.strategy.value == "native"
    beside = ("listen.py", "test_main.py", "again.py")
    changed = {path for path in result.fix.paths if path.endswith(beside)}
    assert len(changed) == len(BESIDE[what]) or what in ("another engine of its own", "a version")


def test_a_url_from_elsewhere_is_said(tmp_path: Path) -> None:
    text = DATABASE.replace('"sqlite:///shop.db"', "settings.url")
    text = f"from config import settings\n{text}"
    (result,) = results(tmp_path, {"database.py": text})
    assert result.fix is not None
    assert "`settings.url` in database.py, line 5, must name an asynchronous driver" in (
        result.fix.reason
    )


MODELS = """\
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Base


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    posts: Mapped[list["Post"]] = relationship()


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[int] = mapped_column(ForeignKey("users.id"))
"""
READ = """\
from database import SessionLocal
from models import Post, User
from sqlalchemy import select


def user(key):
    with SessionLocal() as db:
"""
SHOW = """\
from database import get_db
from fastapi import Depends
from fastapi.templating import Jinja2Templates
from main import app
from models import Post, User
from sqlalchemy.orm import Session, selectinload

templates = Jinja2Templates(directory="templates")


@app.get("/show")
async def show(request, db: Session = Depends(get_db)):
"""
LAZY = {
    "in a template": (
        MODELS,
        f"{SHOW}    shown = {{'users': db.query(User).all(), 'title': 'all'}}\n"
        "    return templates.TemplateResponse(request, 'show.html', shown)\n",
        "read.py, line 13: `db.query(User).all()` goes into a template, which may read "
        "`User.posts`: load it before, or hand over plain data",
    ),
    "in a template, of a list that a function gives": (
        MODELS,
        f"{SHOW}    users = found(db)\n"
        "    return templates.TemplateResponse('show.html', dict(request=request, users=users))\n"
        "\n\ndef found(db: Session) -> list[User]:\n    return sorted(db.query(User), key=id)\n",
        "read.py, line 14: `users` goes into a template, which may read `User.posts`",
    ),
    "of something handed over": (
        MODELS,
        "def total(user):\n    return len(user.posts)\n",
        "read.py, line 2: `user.posts` is loaded when it is read, and its object is not traced",
    ),
    "in the class itself": (
        MODELS + "\n\ndef total(self):\n    return len(self.posts)\n\n\nUser.total = total\n",
        "",
        "models.py, line 20: `self.posts` is loaded when it is read, and its object is not traced",
    ),
    "of a new object": (
        MODELS,
        f"{READ}        made = User(id=key)\n        db.add(made)\n        db.flush()\n"
        "        return made.posts\n",
        "`made.posts` is loaded when it is read, and its object is made in line 8: load it before",
    ),
    "by its name": (
        MODELS,
        "def total(user):\n    return len(getattr(user, 'posts'))\n",
        "read.py, line 2: `getattr(user, 'posts')` is loaded when it is read",
    ),
    "that gets another value": (
        MODELS,
        "def clear(user):\n    user.posts = []\n",
        "read.py, line 2: `user.posts` is loaded when it is read",
    ),
    "a query": (
        MODELS.replace("relationship()", "relationship(lazy='dynamic')"),
        f"{READ}        return db.get(User, key).posts\n",
        "read.py, line 8: `db.get(User, key).posts` is loaded when it is read, and it is a query",
    ),
    "in a column of its own": (
        MODELS.replace("    posts:", "    text = deferred(Column(String))\n    posts:")
        .replace("import ForeignKey", "import Column, ForeignKey, String")
        .replace("import Mapped", "import Mapped, deferred"),
        f"{READ}        return db.get(User, key).text\n",
        "read.py, line 8: `db.get(User, key).text` is loaded when it is read, and it is a query",
    ),
    "after a transaction has failed": (
        MODELS,
        f"{READ}        found = db.get(User, key)\n        try:\n            db.commit()\n"
        "        except ValueError:\n            db.rollback()\n            return found.id\n",
        "read.py, line 13: `found.id` is loaded anew when it is read after `db.rollback()`",
    ),
    "that the database finds out": (
        MODELS,
        f"{READ}        found = db.get(User, key)\n        found.id = User.id + 1\n"
        "        db.flush()\n        return found\n",
        "read.py, line 9: the database finds out `found.id`",
    ),
    "after all has expired": (
        MODELS,
        f"{READ}        found = db.get(User, key)\n        db.expire_all()\n"
        "        return found.posts\n",
        "read.py, line 10: `found.posts` is loaded when it is read",
    ),
    "by a class that is nested": (
        MODELS,
        "from pydantic import BaseModel\n\n\nclass UserOut(BaseModel):\n    posts: list[int]\n\n\n"
        "class Page(BaseModel):\n    users: list[UserOut]\n",
        "read.py, line 5: `UserOut.posts` is loaded when it is read",
    ),
}


@pytest.mark.parametrize("what", LAZY)
def test_what_may_not_be_loaded_is_named(what: str, tmp_path: Path) -> None:
    models, read, reason = LAZY[what]
    (result,) = results(tmp_path, {"models.py": models, "read.py": read})
    assert reason in result.held_back


LOADED = {
    "in a template, with its query": (
        MODELS,
        f"{SHOW}    users = db.query(User).options(selectinload(User.posts)).all()\n"
        "    return templates.TemplateResponse(request, 'show.html', {'users': users})\n",
    ),
    "in a template, of another class": (
        MODELS,
        f"{SHOW}    shown = {{'posts': db.query(Post).all(), 'texts': [str(request)]}}\n"
        "    return templates.TemplateResponse(request, 'show.html', context=shown)\n",
    ),
    "by the relation": (
        MODELS.replace("relationship()", "relationship(lazy='selectin')"),
        "def total(user):\n    return len(user.posts)\n",
    ),
    "of another class": (
        MODELS,
        f"{READ}        return [post.posts for post in db.scalars(select(Post)).all()]\n",
    ),
    "of a new object": (
        MODELS,
        f"{READ}        made = User(id=key)\n        made.posts = []\n        db.add(made)\n",
    ),
    "of the class": (MODELS, "from models import User\n\nprint(User.posts)\n"),
    "a method of that name": (MODELS, "def total(user):\n    return user.posts()\n"),
    "with its query": (
        MODELS,
        f"{READ}        found = db.scalars(select(User).where(User.id == key)).one()\n"
        "        return found.posts\n",
    ),
    "after it was loaded anew": (
        MODELS,
        f"{READ}        found = db.get(User, key)\n        found.id = User.id + 1\n"
        "        db.rollback()\n        db.refresh(found)\n        return found.id\n",
    ),
    "after another object has expired": (
        MODELS,
        f"{READ}        found, other = db.get(User, key), db.get(User, 2)\n"
        "        db.expire(other)\n        return found.id\n",
    ),
    "by a class that is given nothing": (
        MODELS,
        "from pydantic import BaseModel\n\n\nclass UserIn(BaseModel):\n    posts: list[int]\n\n\n"
        "def count(user: UserIn):\n    return len(user.posts)\n",
    ),
}


@pytest.mark.parametrize("what", LOADED)
def test_what_is_loaded_does_not_stand_in_the_way(what: str, tmp_path: Path) -> None:
    models, read = LOADED[what]
    (result,) = results(tmp_path, {"models.py": models, "read.py": read})
    assert not result.held_back


def reason(folder: Path, files: Mapping[str, str]) -> str:
    """Why the move is unsafe, with other files beside the application."""
    (result,) = results(folder, files)
    assert result.fix is not None and not result.held_back
    return result.fix.reason


def test_what_the_database_sets_is_said(tmp_path: Path) -> None:
    column = "changed = Column(DateTime, onupdate=func.now())"
    models = MODELS.replace("    posts:", f"    {column}\n    posts:")
    models = models.replace("import ForeignKey", "import Column, DateTime, ForeignKey, func")
    said = reason(tmp_path, {"models.py": models})
    assert "the database sets `User.changed` (models.py, line 10)" in said


def test_what_goes_into_a_template_is_said(tmp_path: Path) -> None:
    show = (
        f"{SHOW}    items = request.state.items\n"
        "    return templates.TemplateResponse(request, 'show.html', {'items': items})\n"
    )
    said = reason(tmp_path, {"models.py": MODELS, "show.py": show})
    assert "`items` in show.py, line 14, goes into a template" in said


def test_the_old_driver_is_said(tmp_path: Path) -> None:
    database = DATABASE.replace("sqlite:///", "postgresql://u:p@h/")
    errors = "from psycopg2.errors import UniqueViolation\n"
    said = reason(tmp_path, {"database.py": database, "errors.py": errors})
    assert "`psycopg2`, which errors.py names, has errors and types of other classes" in said


def test_handlers_that_leave_their_threads_are_said(tmp_path: Path) -> None:
    said = reason(
        tmp_path,
        {
            "main.py": MAIN + '\n\n@app.get("/x")\ndef x(db: Session = '
            "Depends(get_db)):\n    return ask(db)\n"
        },
    )
    assert "handlers that ran in threads run on the event loop" in said


def test_a_session_that_nobody_makes_stays(tmp_path: Path) -> None:
    library = (
        "from sqlalchemy.orm import Session\n\n\nasync def total(db: Session):\n    db.commit()\n"
    )
    (tmp_path / "library.py").write_text(library)
    settings = Settings(root=tmp_path, strategy="native", unsafe_fixes=True)
    (result,) = run(settings, [tmp_path], rewrite=True).results
    assert result.held_back == "it is not known where the object that it works on is made"


def test_a_counter_that_is_read_before_and_written_after_is_said(tmp_path: Path) -> None:
    count = (
        "from database import SessionLocal\nfrom main import ask\n\nTOTAL = 0\n\n\n"
        "def add():\n    global TOTAL\n    with SessionLocal() as db:\n        TOTAL += ask(db)\n"
    )
    assert "`TOTAL`" in reason(tmp_path, {"count.py": count})
