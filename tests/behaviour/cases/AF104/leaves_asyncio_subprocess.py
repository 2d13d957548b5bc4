# unchanged
import asyncio
import subprocess


async def main():
    process = await asyncio.create_subprocess_exec("echo", "hi", stdout=subprocess.PIPE)
    out, _ = await process.communicate()
    also = await asyncio.to_thread(subprocess.run, ["echo", "yo"], stdout=subprocess.PIPE)
    return out, also.stdout, process.returncode
