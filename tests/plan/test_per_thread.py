"""Databases in memory, which each thread would have for itself, however their URL comes about."""

from __future__ import annotations

import pytest

from asyncfix.testing import fix_source

PROGRAM = """\
import os

from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

{}
make_session = sessionmaker(engine)


def count():
    with make_session() as session:
        return session.execute(text("select 1")).scalar()


async def main():
    return count()
"""
IN_MEMORY = {
    "literal": "engine = create_engine('sqlite://')",
    "empty": "engine = create_engine('sqlite:///')",
    "driver": "engine = create_engine('sqlite+pysqlite:///:memory:')",
    "keyword": "engine = create_engine(url='sqlite://')",
    "constant": "URL = 'sqlite://'\nengine = create_engine(URL)",
    "default": "engine = create_engine(os.getenv('URL', 'sqlite:///:memory:'))",
    "parameter": "def make(url='sqlite://'):\n    return create_engine(url)\nengine = make()",
    "argument": "def make(url):\n    return create_engine(url)\nengine = make('sqlite://')",
    "set": "os.environ['URL'] = 'sqlite://'\nengine = create_engine(os.environ['URL'])",
    "beside": "other = create_engine('sqlite://', poolclass=StaticPool)\nURL = 'sqlite://'\n"
    "engine = create_engine(URL)",
}
ELSEWHERE = {
    "file": "engine = create_engine('sqlite:///shop.db')",
    "one_for_all": "engine = create_engine('sqlite://', poolclass=StaticPool)",
    "one_for_all_by_name": "URL = 'sqlite://'\nengine = create_engine(URL, poolclass=StaticPool)",
    "compared": "URL = os.environ['URL']\nengine = create_engine(URL)\n"
    "is_file = URL.startswith('sqlite:///') and URL != 'sqlite://'",
    "part": "engine = create_engine('sqlite:///' + os.environ['PATH'])\n"
    "other = create_engine(f'sqlite:///{os.getcwd()}/shop.db')",
}


@pytest.mark.parametrize("name", IN_MEMORY)
def test_a_database_in_memory_stays_in_its_thread(name: str) -> None:
    program = PROGRAM.format(IN_MEMORY[name])
    assert fix_source(program) == program


@pytest.mark.parametrize("name", ELSEWHERE)
def test_other_databases_do_not(name: str) -> None:
    fixed = fix_source(PROGRAM.format(ELSEWHERE[name]))
    assert "return await asyncio.to_thread(count)" in fixed
