"""The example application starts and answers, as it is and after `apply`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TALK = """
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

SUPPLIER = [503, 200, 503, 503, 503]


class Supplier(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(SUPPLIER.pop(0))
        self.end_headers()
        self.wfile.write(json.dumps({"rate": 1.25, "asked": self.path}).encode())

    def log_message(self, *args):
        pass


supplier = HTTPServer(("127.0.0.1", 0), Supplier)
threading.Thread(target=supplier.serve_forever, daemon=True).start()

import os

os.environ["SHOP_SUPPLIER"] = f"http://127.0.0.1:{supplier.server_address[1]}"
from fastapi.testclient import TestClient
from shop.main import app

with TestClient(app) as client:
    for method, path in [
        ("GET", "/health"),
        ("POST", "/products?sku=A1&name=Tea&price=450"),
        ("POST", "/products?sku=A1&name=Tea&price=450"),
        ("POST", "/products?sku=B2&name=Cup&price=900"),
        ("GET", "/products"),
        ("GET", "/products/forecast?days=30"),
        ("GET", "/products/rate/CHF"),
        ("GET", "/products/rate/CHF"),
        ("POST", "/users?name=ann&password=secret"),
        ("POST", "/login?name=ann&password=secret"),
        ("POST", "/login?name=ann&password=guess"),
        ("POST", "/orders?user=ann&sku=A1&amount=3"),
        ("POST", "/orders?user=ann&sku=A1&amount=9"),
        ("GET", "/audit/ordered"),
    ]:
        answer = client.request(method, path)
        print(method, path, answer.status_code, answer.text)
"""
ANSWERS = """\
GET /health 200 {"status":"ok"}
POST /products?sku=A1&name=Tea&price=450 201 {"sku":"A1"}
POST /products?sku=A1&name=Tea&price=450 409 {"detail":"A1 exists"}
POST /products?sku=B2&name=Cup&price=900 201 {"sku":"B2"}
GET /products 200 [{"sku":"A1","name":"Tea","price":450},{"sku":"B2","name":"Cup","price":900}]
GET /products/forecast?days=30 200 {"total":347.85}
GET /products/rate/CHF 200 {"rate":1.25}
GET /products/rate/CHF 503 {"detail":"no rates today"}
POST /users?name=ann&password=secret 201 {"name":"ann"}
POST /login?name=ann&password=secret 200 {"ok":true}
POST /login?name=ann&password=guess 401 {"detail":"wrong name or password"}
POST /orders?user=ann&sku=A1&amount=3 201 {"id":1,"label":"000001 A1"}
POST /orders?user=ann&sku=A1&amount=9 409 {"detail":"not enough of A1"}
GET /audit/ordered 200 [{"event":"ordered","sku":"A1","user":"ann"}]
"""


def talk(folder: Path) -> tuple[str, list[str], str]:
    """What the application in the folder answers, its label and log files, and the warnings."""
    data = folder / "data"
    data.mkdir()
    environment = {**os.environ, "SHOP_DATA": str(data), "PYTHONPATH": str(folder)}
    environment["SHOP_DATABASE"] = f"sqlite:///{data}/shop.db"
    done = subprocess.run(
        [sys.executable, "-c", TALK], env=environment, cwd=data, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    events = [line[:24] for line in (data / "audit.log").read_text().splitlines()]
    return done.stdout, events, done.stderr


@pytest.fixture
def shop(root: Path, tmp_path: Path) -> Path:
    """A copy of the examples to work on."""
    skip = shutil.ignore_patterns("__pycache__", "*.db", "*.log", "label-*")
    return Path(shutil.copytree(root / "examples", tmp_path / "examples", ignore=skip))


def test_the_shop_answers_and_forgets_an_await(shop: Path) -> None:
    answers, events, warnings = talk(shop)
    assert answers == ANSWERS
    assert events == ['{"event": "ordered", "sk']
    assert "coroutine 'audit' was never awaited" in warnings


def test_the_repaired_shop_answers_the_same_and_writes_its_whole_log(shop: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "asyncfix", "apply", "--isolated", "."],
        cwd=shop,
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr
    answers, events, warnings = talk(shop)
    assert answers == ANSWERS
    assert events == ['{"event": "registered", ', '{"event": "ordered", "sk']
    assert "never awaited" not in warnings


def test_the_shop_has_one_of_each_problem(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "asyncfix", "check", "--isolated", "--output-format=concise", "."],
        cwd=root / "examples",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    for code in ("AF101", "AF102", "AF103", "AF104", "AF105", "AF110", "AF301"):
        assert code in done.stdout
