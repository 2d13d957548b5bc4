# unchanged
import asyncio
import socket


async def main():
    loop = asyncio.get_running_loop()
    one, other = socket.socketpair()
    one.setblocking(False)
    other.setblocking(False)
    await loop.sock_sendall(one, b"hello")
    got = await loop.sock_recv(other, 10)
    try:
        other.recv(10)
    except BlockingIOError:
        one.close()
        other.close()
        return got
