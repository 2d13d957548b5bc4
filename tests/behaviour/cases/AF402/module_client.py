# result: 'GET /x'
import httpx


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": f"GET {scope['path']}".encode()})


client = httpx.AsyncClient(app=app, base_url="http://test")


async def main():
    return (await client.get("/x")).text
