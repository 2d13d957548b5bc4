# held back:
# file in.txt: 'a\nb\n'
async def lines():
    with open("in.txt") as f:
        for line in f:
            yield line.strip()


async def main():
    return [line async for line in lines()]
