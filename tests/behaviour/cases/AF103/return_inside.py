# strategy: thread
# file data.txt: 'alpha\nbeta\n'
async def first_line(path):
    with open(path) as f:
        return f.readline().strip()


async def main():
    return await first_line("data.txt")
