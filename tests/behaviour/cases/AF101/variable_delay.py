import time


async def main():
    waits = [0.001, 0, 0.002]
    for delay in waits:
        time.sleep(delay)
    return waits
