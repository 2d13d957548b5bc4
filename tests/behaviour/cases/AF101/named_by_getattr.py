# strategy: native
import time


async def pause(seconds):
    getattr(time, "sleep")(seconds)
    return "paused"


async def main():
    return await pause(0.01)
