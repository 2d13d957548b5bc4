# held back: `app` may be None, which asks for no `app` at all
# differs: None
import httpx


def client(app=None):
    return httpx.AsyncClient(app=app, base_url="http://test")


async def main():
    try:
        await client().aclose()
    except TypeError:
        return "newer"
