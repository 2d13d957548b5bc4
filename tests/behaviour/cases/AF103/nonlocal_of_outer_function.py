# strategy: thread
# file part: 'abc'
async def main():
    seen = []
    size = 0

    async def take():
        nonlocal size
        with open("part") as f:
            text = f.read()
            size += len(text)
            seen.append(text)

    await take()
    await take()
    return seen, size
