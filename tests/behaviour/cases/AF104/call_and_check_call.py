# strategy: thread
import subprocess as sp


async def main():
    code = sp.call(["sh", "-c", "exit 3"])
    zero = sp.check_call(["true"])
    return code, zero
