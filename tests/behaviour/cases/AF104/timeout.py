# strategy: thread
import subprocess


async def main():
    try:
        subprocess.run(["sleep", "10"], timeout=0.05)
    except subprocess.TimeoutExpired as error:
        return type(error).__name__, error.cmd
