# held back: a cancellation would end in the `except` of line 9
import subprocess
import sys


async def probe():
    try:
        subprocess.run([sys.executable, "-c", ""], check=True)
    except:
        return "failed"
    return "fine"


async def main():
    return await probe()
