# strategy: await
# loop: trio
# result: 'aa'
import trio


async def repeat(text):
    await trio.sleep(0)
    return text * 2


async def main():
    return trio.run(repeat, "a")
