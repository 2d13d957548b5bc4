# unchanged
import time
from types import SimpleNamespace


async def main():
    time = SimpleNamespace(sleep=lambda seconds: f"fake {seconds}")
    return time.sleep(100)


REAL = time
