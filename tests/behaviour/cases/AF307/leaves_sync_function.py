# unchanged
from concurrent.futures import ThreadPoolExecutor


def shout(text) -> str:
    return text.upper()


def plan():
    with ThreadPoolExecutor() as pool:
        return pool.submit(shout("a"))


async def main():
    return "nothing"
