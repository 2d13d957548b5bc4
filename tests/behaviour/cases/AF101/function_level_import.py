# strategy: native
async def backoff(tries):
    import time

    waits = []
    for n in range(tries):
        time.sleep(0.001)
        waits.append(n * 2)
    return waits


async def main():
    return await backoff(3)
