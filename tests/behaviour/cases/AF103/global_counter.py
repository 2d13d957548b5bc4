# strategy: thread
# options: unsafe
# file hits: '41'
HITS = 0


async def bump():
    global HITS
    with open("hits", "r+") as f:
        HITS = int(f.read()) + 1
        f.seek(0)
        f.write(str(HITS))


async def main():
    await bump()
    await bump()
    return HITS
