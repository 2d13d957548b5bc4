# strategy: thread
import subprocess


async def main():
    return subprocess.getoutput("echo one"), subprocess.getstatusoutput("echo two; exit 3")
