# strategy: native
try:
    from time import sleep
except ImportError:  # pragma: no cover
    sleep = None
import sys


async def main():
    print("waiting", file=sys.stdout)
    sleep(0.001)
    return sleep.__name__
