# result: 'asynchronously'
import abc


class Asynchronous(metaclass=abc.ABCMeta):
    async def __aenter__(self):
        return "asynchronously"

    async def __aexit__(self, *args):
        return None


class Both(Asynchronous):
    def __enter__(self):
        return "both"

    def __exit__(self, *args):
        return None


async def main():
    with Asynchronous() as found:
        return found
