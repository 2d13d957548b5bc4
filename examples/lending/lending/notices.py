"""Messages to members."""

import asyncio

sent: list[str] = []


async def notify(email: str, text: str) -> None:
    """Hands a message to the mail relay, which takes a moment."""
    await asyncio.sleep(0.001)
    sent.append(f"{email}: {text}")
