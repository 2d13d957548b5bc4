# strategy: thread
import subprocess


async def main():
    subprocess.check_output(["no-such-command-here"])
