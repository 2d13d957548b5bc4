# unchanged
import time


async def main():
    time.sleep(0.001)  # noqa: ASYNC251
    time.sleep(0)  # asyncfix: ignore[AF101]
    return "suppressed"
