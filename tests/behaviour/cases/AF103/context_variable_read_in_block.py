# strategy: thread
# file greeting: 'hello'
import contextvars

USER = contextvars.ContextVar("user", default="nobody")


async def main():
    USER.set("ann")
    with open("greeting") as f:
        text = f"{f.read()} {USER.get()}"
    return text
