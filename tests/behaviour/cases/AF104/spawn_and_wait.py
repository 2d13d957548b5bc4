# strategy: thread
# options: unsafe
# watch: os.spawnv, os.spawnvp
import os
import sys


async def main():
    run = [sys.executable, "-c", "exit(3)"]
    return os.spawnv(os.P_WAIT, sys.executable, run), os.spawnvp(os.P_WAIT, sys.executable, run)
