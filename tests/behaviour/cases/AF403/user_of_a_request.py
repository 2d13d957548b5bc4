# options: unsafe
# result: ['ada ada ada nobody True', 'bob bob bob nobody True', 'False nobody']
import asyncio
import threading

_request = threading.local()


def current():
    return getattr(_request, "user", "nobody")


def remember(user):
    setattr(_request, "user", user)


async def handle(user):
    if not hasattr(_request, "language"):
        known = hasattr(_request, "user")
    remember(user)
    await asyncio.sleep(0.01)
    _request.copy = _request.user.upper()
    await asyncio.sleep(0.01)
    in_thread = await asyncio.to_thread(current)
    words = _request.user, _request.copy.lower(), in_thread, getattr(_request, "other", "nobody")
    return " ".join(words) + f" {(hasattr(_request, 'user')) and not known}"


async def main():
    handled = await asyncio.gather(handle("ada"), handle("bob"))
    return [*handled, f"{hasattr(_request, 'user')} {current()}"]
