import time


async def main():
    asyncio = "a parameter, say"
    time.sleep(0.001)
    return asyncio
