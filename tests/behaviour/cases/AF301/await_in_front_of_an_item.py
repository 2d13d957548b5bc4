# held back: belongs in parentheses
async def download():
    return "body", 200


async def main():
    try:
        return await download()[0]
    except TypeError as error:
        return type(error).__name__
