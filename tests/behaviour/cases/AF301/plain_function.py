# held back: code outside of the project
async def save():
    return "saved"


def handle():
    save()
    return "handled"


async def main():
    return handle()
