# strategy: thread
# blind
import multiprocessing
import os


async def main():
    process = multiprocessing.Process(target=os._exit, args=(3,))
    process.start()
    process.join()
    return process.exitcode, process.join(timeout=1)
