# strategy: native
import time


async def main():
    value = (time.sleep(0.001), "slept")[1]
    return f"{value} {time.sleep(0)!r}", [time.sleep(0) for _ in range(2)], time.sleep(0) or "falsy"
