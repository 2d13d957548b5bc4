# strategy: thread
import os


async def main():
    status = os.system("echo from the shell; exit 2")
    return os.waitstatus_to_exitcode(status)
