# strategy: thread
# options: unsafe
# watch: select.select
# leaves: the program fills its pipe itself, which waits for nobody
import os
import select


async def main():
    right, left = os.pipe()
    nothing = select.select([right], [], [], 0.01)
    os.write(left, b"x")
    ready, _, _ = select.select([right], [], [])
    return nothing, ready == [right]
