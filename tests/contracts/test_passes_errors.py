"""What is raised in the block of a context manager that the tables say so of comes out of it."""

# ruff: noqa: SIM115

from __future__ import annotations

import bz2
import codecs
import contextlib
import ftplib
import gzip
import imaplib
import io
import lzma
import os
import smtplib
import socket
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import tokenize
import urllib.request
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
import requests
import sqlalchemy
import sqlalchemy.orm
import sqlmodel

from tests.catalogue import CATALOGUE

Maker = Callable[[Path], AbstractContextManager[object]]


def response(_: Path) -> requests.Response:
    """What all functions of `requests` give."""
    made = requests.Response()
    made.raw, made.status_code = io.BytesIO(), 200
    return made


def mailbox(cls: type[imaplib.IMAP4]) -> imaplib.IMAP4:
    """A connection that is not open any more."""
    made = cls.__new__(cls)
    made.state = "LOGOUT"
    return made


def engine() -> sqlalchemy.Engine:
    """One with a database in memory."""
    return sqlalchemy.create_engine("sqlite://")


MAKERS: dict[str, Maker] = {
    "builtins.open": lambda _: open(os.devnull),
    "io.open": lambda _: open(os.devnull),
    "os.fdopen": lambda _: os.fdopen(os.open(os.devnull, os.O_RDONLY)),
    "os.scandir": os.scandir,
    "pathlib.Path.open": lambda folder: (folder / "a").open("w"),
    "contextlib.closing": lambda _: contextlib.closing(io.StringIO()),
    "contextlib.nullcontext": lambda _: contextlib.nullcontext(),
    "contextlib.redirect_stdout": lambda _: contextlib.redirect_stdout(sys.stdout),
    "contextlib.redirect_stderr": lambda _: contextlib.redirect_stderr(sys.stderr),
    "codecs.open": lambda _: codecs.open(os.devnull, encoding="utf-8"),
    "tokenize.open": lambda _: tokenize.open(os.devnull),
    "gzip.open": lambda folder: gzip.open(folder / "a", "wb"),
    "bz2.open": lambda folder: bz2.open(folder / "a", "wb"),
    "lzma.open": lambda folder: lzma.open(folder / "a", "wb"),
    "zipfile.ZipFile": lambda folder: zipfile.ZipFile(folder / "a", "w"),
    "tarfile.open": lambda folder: tarfile.open(folder / "a", "w"),
    "tempfile.TemporaryFile": lambda _: tempfile.TemporaryFile(),
    "tempfile.NamedTemporaryFile": lambda _: tempfile.NamedTemporaryFile(),
    "tempfile.SpooledTemporaryFile": lambda _: tempfile.SpooledTemporaryFile(),
    "tempfile.TemporaryDirectory": lambda _: tempfile.TemporaryDirectory(),
    "socket.socket": lambda _: socket.socket(),
    "socket.create_connection": lambda _: socket.socket(),
    "smtplib.SMTP": lambda _: smtplib.SMTP(),
    "smtplib.SMTP_SSL": lambda _: smtplib.SMTP_SSL(),
    "smtplib.LMTP": lambda _: smtplib.LMTP(""),
    "ftplib.FTP": lambda _: ftplib.FTP(),
    "ftplib.FTP_TLS": lambda _: ftplib.FTP_TLS(),
    "imaplib.IMAP4": lambda _: mailbox(imaplib.IMAP4),
    "imaplib.IMAP4_SSL": lambda _: mailbox(imaplib.IMAP4_SSL),
    "sqlite3.connect": lambda _: sqlite3.connect(":memory:"),
    "subprocess.Popen": lambda _: subprocess.Popen([sys.executable, "-c", ""]),
    "urllib.request.urlopen": lambda _: urllib.request.urlopen("data:,a"),
    "requests.Session": lambda _: requests.Session(),
    **dict.fromkeys((x for x in CATALOGUE.passes_errors if x.startswith("requests.")), response),
    "httpx.Client": lambda _: httpx.Client(),
    "httpx.stream": lambda _: httpx.stream("GET", "http://a"),
    "httpx.Client.stream": lambda _: httpx.Client().stream("GET", "http://a"),
    "sqlalchemy.orm.Session": lambda _: sqlalchemy.orm.Session(engine()),
    "sqlmodel.Session": lambda _: sqlmodel.Session(engine()),
    "sqlalchemy.Engine.connect": lambda _: engine().connect(),
    "sqlalchemy.Engine.begin": lambda _: engine().begin(),
}


# httpx2 has the same names.
NAMES = [name for name in sorted(CATALOGUE.passes_errors) if not name.startswith("httpx2.")]


@pytest.mark.parametrize("name", NAMES)
def test_an_error_comes_out(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = httpx.Response(200)
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda *_: answer)
    with pytest.raises(ZeroDivisionError), MAKERS[name](tmp_path):
        raise ZeroDivisionError
