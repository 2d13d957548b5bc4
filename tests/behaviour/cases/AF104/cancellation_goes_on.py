# strategy: thread
import subprocess
import sys


async def probe():
    try:
        subprocess.run([sys.executable, "-c", ""], check=True)
    except BaseException as error:
        print(type(error).__name__)
        raise
    return "fine"


async def main():
    return await probe()
