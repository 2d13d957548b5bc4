# unchanged
import io


def open(name):
    return io.StringIO(f"memory of {name}")


async def main():
    with open("a") as f:
        return f.read()
