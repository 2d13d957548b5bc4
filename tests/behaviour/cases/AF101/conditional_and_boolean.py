# strategy: native
import time


async def main():
    out = []
    for slow in (True, False):
        slow and time.sleep(0.001)
        out.append(time.sleep(0.001) if slow else "fast")
        if not time.sleep(0):
            out.append("none is falsy")
    return out
