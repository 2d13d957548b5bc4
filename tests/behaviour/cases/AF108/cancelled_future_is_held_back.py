# held back: was cancelled
from concurrent.futures import Future


async def main():
    future = Future()
    future.cancel()
    return future.result()
