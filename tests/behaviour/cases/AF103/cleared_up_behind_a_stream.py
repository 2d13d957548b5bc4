# held back: a cancelled scope of `starlette` would cancel it at once in the `finally`
# differs: left
import asyncio
import os
import shutil

from fastapi.responses import StreamingResponse

CLEARED = []


async def rows(folder):
    os.mkdir(folder)
    try:
        while True:
            yield b"row"
            await asyncio.sleep(0.001)
    finally:
        shutil.rmtree(folder)
        CLEARED.append(folder)


async def stream(folder):
    return StreamingResponse(rows(folder))


async def main():
    async def receive():
        await asyncio.sleep(0.01)
        return {"type": "http.disconnect"}

    async def send(message):
        pass

    answer = await stream("folder")
    await answer({"type": "http", "asgi": {"spec_version": "2.3"}}, receive, send)
    return "cleared" if CLEARED else "left"
