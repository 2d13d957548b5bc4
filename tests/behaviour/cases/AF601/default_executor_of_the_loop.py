# strategy: thread
# blind
import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor


def name_of_thread():
    return threading.current_thread().name.partition("_")[0]


async def main():
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(1, "mine"))
    return await loop.run_in_executor(None, name_of_thread)
