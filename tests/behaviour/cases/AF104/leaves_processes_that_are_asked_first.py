# held back: a cancellation
import asyncio
import os
import subprocess
import sys


async def main():
    process = subprocess.Popen([sys.executable, "-c", "exit(3)"])
    while process.poll() is None:
        await asyncio.sleep(0.01)
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG)
    except ChildProcessError:
        return process.wait()
