# held back: was cancelled
# differs: asyncio.exceptions.CancelledError
from concurrent.futures import Future


async def main():
    future = Future()
    future.cancel()
    return future.result()
