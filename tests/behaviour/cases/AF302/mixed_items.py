# held back: split the two
import asyncio
import io


async def main():
    try:
        with io.StringIO() as text, asyncio.Lock():
            return text.read()
    except Exception as error:
        return isinstance(error, (AttributeError, TypeError))
