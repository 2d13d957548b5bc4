import asyncio
import time


async def count(names):
    left = list(names)
    done = []
    while left:
        time.sleep(0.01)
        done.append(left.pop())
    return done


async def main():
    return await asyncio.gather(count("ab"), count("cd"))
