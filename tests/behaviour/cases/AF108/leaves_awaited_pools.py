# unchanged
import asyncio
from concurrent.futures import ThreadPoolExecutor


async def main():
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(2) as pool:
        begun = [loop.run_in_executor(pool, pow, 2, n) for n in range(4)]
        return await asyncio.gather(*begun)
