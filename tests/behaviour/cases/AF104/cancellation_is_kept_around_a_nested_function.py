# held back: a cancellation would end in the `except` of line 14
import asyncio
import subprocess
import sys


async def probe():
    try:
        async def later():
            await asyncio.sleep(0)

        waiting = later()
        subprocess.run([sys.executable, "-c", ""], check=True)
    except:
        def complain():
            raise ValueError("failed")

        return complain
    await waiting
    return "fine"


async def main():
    return await probe()
