# result: (200, 'made')
import asyncio

import httpx


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"made"]


def ask():
    with httpx.Client(app=application, base_url="http://test") as client:
        response = client.get("/")
    return response.status_code, response.text


async def main():
    return await asyncio.to_thread(ask)
