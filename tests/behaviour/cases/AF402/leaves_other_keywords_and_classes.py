# unchanged
import httpx


class AsyncClient:
    def __init__(self, app):
        self.app = app


class Wrapped(httpx.AsyncClient):
    def __init__(self, app):
        super().__init__(transport=httpx.ASGITransport(app=app))


async def main():
    async with Wrapped(app=print), httpx.AsyncClient(base_url="http://test"):
        return AsyncClient(app=1).app, httpx.ASGITransport(app=2).app
