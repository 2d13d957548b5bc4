# options: unsafe
# held back: is used as a value
async def save(item):
    return item


def handle(item):
    save(item)
    return item


async def main():
    return list(map(handle, [1, 2])), handle(3)
