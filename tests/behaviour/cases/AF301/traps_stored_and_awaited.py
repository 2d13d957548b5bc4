# unchanged
import asyncio


async def work(n):
    return n


async def main():
    later = work(1)
    pair = (work(2), work(3))
    by_name = {"four": work(4)}
    many = [work(n) for n in range(5, 7)]
    many.append(work(7))
    return await later, await pair[0], await pair[1], await by_name["four"], await asyncio.gather(*many)
