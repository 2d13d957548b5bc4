# strategy: thread
# watch: os.popen
import os


async def main():
    with os.popen("echo hello") as output:
        text = output.read()
    return text
