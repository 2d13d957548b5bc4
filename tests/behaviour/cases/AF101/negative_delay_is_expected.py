# held back: a negative delay raises ValueError
# differs: ['slept', 'slept'
import time


async def pause(seconds):
    try:
        time.sleep(seconds)
    except (TypeError, ValueError) as error:
        return type(error).__name__
    return "slept"


async def main():
    return [await pause(seconds) for seconds in (0.001, -1, "1")]
