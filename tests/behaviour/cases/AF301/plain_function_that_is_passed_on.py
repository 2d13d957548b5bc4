# options: unsafe
# held back: does not await it
async def save(item):
    return item


def handle(item):
    save(item)
    return item


async def main():
    return list(map(handle, [1, 2])), handle(3)
