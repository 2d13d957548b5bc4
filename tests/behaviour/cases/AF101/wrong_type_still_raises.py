import time


async def main():
    try:
        time.sleep("0.1")
    except TypeError as error:
        return type(error).__name__
