# result: [(200, 'GET /a'), (200, 'GET /b'), (307, 'GET /c'), (404, 'HEAD /d')]
import httpx
import httpx as http
from httpx import AsyncClient as Client


async def app(scope, receive, send):
    text = f"{scope['method']} {scope['path']}"
    status = {"/c": 307, "/d": 404}.get(scope["path"], 200)
    headers = [(b"x-text", text.encode()), (b"location", b"/a")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


class Own(httpx.AsyncClient):
    async def look(self, path):
        return await self.head(path)


def shown(response):
    return response.status_code, response.headers["x-text"]


shared = None


async def at_top():
    async with http.AsyncClient(
        app=app,  # the application itself
        base_url="http://test",
    ) as client:
        return shown(await client.get("/a"))


async def main():
    client = Client(base_url="http://test", app=app)
    second = shown(await client.get("/b"))
    await client.aclose()
    async with Client(timeout=5, app = app, base_url="http://test") as client:
        third = shown(await client.get("/c"))
    async with Own(app=app, base_url="http://test") as own:
        return [await at_top(), second, third, shown(await own.look("/d"))]
