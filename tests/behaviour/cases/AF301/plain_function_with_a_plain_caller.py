# options: unsafe
# strategy: await
# blind
async def save():
    return "saved"


def handle():
    save()
    return "handled"


def outer():
    return handle()


async def main():
    return outer(), handle()
