# held back: a cancellation would leave the process running
import subprocess
import sys


async def main():
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    return process.pid > 0
