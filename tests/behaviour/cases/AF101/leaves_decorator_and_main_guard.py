# unchanged
import asyncio
import time


def registered(pause):
    time.sleep(pause)
    return lambda function: function


@registered(0.001)
async def main():
    return __name__


if __name__ == "__main__":
    time.sleep(100)
    asyncio.run(main())
