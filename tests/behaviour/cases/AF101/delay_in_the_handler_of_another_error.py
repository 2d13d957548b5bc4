import time


async def parse(text, seconds):
    try:
        time.sleep(0.001)
        return int(text)
    except ValueError:
        time.sleep(seconds)
        return None


async def main():
    return [await parse("1", 0.001), await parse("one", 0.001)]
