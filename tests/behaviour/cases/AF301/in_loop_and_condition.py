# strategy: await
# result: ['sent a', 'sent b']
SENT = []


async def send(to):
    SENT.append(f"sent {to}")


async def main():
    for to in ("a", "b", "c"):
        if to != "c":
            send(to)
    return SENT
