# strategy: native
from time import monotonic, sleep as nap


async def main():
    started = monotonic()
    for _ in range(3):
        nap(0.002)
    return monotonic() - started >= 0.006
