# strategy: thread
# options: unsafe
import socket


async def main():
    one, other = socket.socketpair()
    with one, other:
        one.sendall(b"hello")
        return other.recv(10)
