# strategy: thread
# file token: 'secret\n'
async def token(strict):
    with open("token") as f:
        value = f.read().strip()
        if strict and len(value) < 10:
            raise ValueError(f"token too short: {len(value)}")
        return value


async def main():
    try:
        await token(True)
    except ValueError as error:
        return str(error), await token(False)
