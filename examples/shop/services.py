"""What the shop asks of others: exchange rates, the audit log, the label printer."""

import json
import os
import subprocess
import time
from pathlib import Path

import requests

SUPPLIER = os.environ.get("SHOP_SUPPLIER", "http://127.0.0.1:8100")
DATA = Path(os.environ.get("SHOP_DATA", "."))
TRIES = 3


class SupplierDown(Exception):
    """The supplier did not answer, however often it was asked."""


async def exchange_rate(currency: str) -> float:
    """Asks the supplier, again after a pause if it has trouble."""
    for attempt in range(TRIES):
        response = requests.get(f"{SUPPLIER}/rates", params={"to": currency}, timeout=5)
        if response.status_code == 200:
            return response.json()["rate"]
        if attempt + 1 < TRIES:
            time.sleep(0.05)
    raise SupplierDown(currency)


async def audit(event: str, **details: object) -> None:
    """Appends one line to the audit log."""
    with open(DATA / "audit.log", "a", encoding="utf-8") as log:
        json.dump({"event": event, **details}, log, sort_keys=True)
        log.write("\n")


async def read_audit(event: str) -> list[dict[str, object]]:
    """The entries of one kind, oldest first."""
    found = []
    with open(DATA / "audit.log", encoding="utf-8") as log:
        for line in log:
            entry = json.loads(line)
            if entry["event"] == event:
                found.append(entry)
    return found


async def print_label(order: int, sku: str) -> str:
    """Lets the label program write a label, and returns what it says."""
    label = f"{order:06d} {sku}"
    done = subprocess.run(["echo", label], capture_output=True, text=True, check=True)
    (DATA / f"label-{order}.txt").write_text(done.stdout, encoding="utf-8")
    return done.stdout.strip()
