# held back: a `transport=` is given as well, and decides: drop `app=`
import httpx


async def main():
    transport = httpx.MockTransport(lambda request: httpx.Response(200, text="mock"))
    try:
        async with httpx.AsyncClient(app=object(), transport=transport) as client:
            return (await client.get("http://test")).text
    except TypeError as error:
        return "newer"
