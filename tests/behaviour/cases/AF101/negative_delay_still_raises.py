# held back:
# differs: no error
import time


async def pause(limit, used):
    time.sleep(limit - used)


async def main():
    try:
        await pause(1, 2)
    except ValueError as error:
        return str(error)
    return "no error"
