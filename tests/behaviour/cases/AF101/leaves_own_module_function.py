# unchanged
SLEPT = []


def sleep(seconds):
    SLEPT.append(seconds)


async def main():
    sleep(3600)
    return SLEPT
