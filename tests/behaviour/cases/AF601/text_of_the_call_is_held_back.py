# held back: an f-string with `=` shows the text of its expression
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    return f"{await loop.run_in_executor(None, len, 'abc')=}"
