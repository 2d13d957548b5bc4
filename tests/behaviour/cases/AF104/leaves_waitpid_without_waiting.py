# unchanged
import asyncio
import os
import sys
from os import WNOHANG


async def main():
    pid = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", "raise SystemExit(3)"])
    ended = 0
    while not ended:
        await asyncio.sleep(0.01)
        ended, status = os.waitpid(pid, os.WUNTRACED | WNOHANG)
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return os.waitstatus_to_exitcode(status)
