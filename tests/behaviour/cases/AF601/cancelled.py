# strategy: thread
# blind
import asyncio
import threading


async def main():
    free, log = threading.Event(), []

    async def worker():
        try:
            await asyncio.get_running_loop().run_in_executor(None, free.wait, 5)
        except asyncio.CancelledError:
            log.append("cancelled")
            raise

    task = asyncio.create_task(worker())
    await asyncio.sleep(0.05)
    task.cancel()
    done = await asyncio.gather(task, return_exceptions=True)
    free.set()
    return log, [type(item).__name__ for item in done]
