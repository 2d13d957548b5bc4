# held back: other tasks may use the socket
import socket


async def main():
    left, right = socket.socketpair()
    right.send(b"x")
    return await take(left)


async def take(connection: socket.socket):
    return connection.recv(1)
