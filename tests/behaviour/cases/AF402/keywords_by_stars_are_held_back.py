# held back: the `**` may give a `transport=`, too
import httpx

OPTIONS = {"base_url": "http://test"}


async def main():
    try:
        return httpx.AsyncClient(app=print, **OPTIONS).base_url.host
    except TypeError:
        return "newer"
