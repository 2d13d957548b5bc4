# strategy: thread
# watch: os.waitpid
import os
import sys


async def main():
    pid = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", "raise SystemExit(3)"])
    ended, status = os.waitpid(pid, 0)
    return ended == pid, os.waitstatus_to_exitcode(status)
