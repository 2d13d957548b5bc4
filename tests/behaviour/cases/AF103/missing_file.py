# strategy: thread
async def read(path):
    try:
        with open(path) as f:
            return f.read()
    except FileNotFoundError as error:
        return error.errno, error.filename, error.strerror


async def main():
    return await read("no/such/file")
