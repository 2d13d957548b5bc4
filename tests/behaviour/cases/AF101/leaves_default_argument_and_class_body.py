# unchanged
import time


async def later(when=time.sleep(0.001)):
    class Config:
        pause = staticmethod(time.sleep)
        name = "config"

    return when, Config.name


async def main():
    return await later()
