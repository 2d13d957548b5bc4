# strategy: thread
# options: unsafe
import socket


async def main():
    listener = socket.create_server(("127.0.0.1", 0))
    client = socket.create_connection(listener.getsockname(), timeout=5)
    connection, address = listener.accept()
    client.sendall(b"hello")
    got = connection.recv(10)
    for each in (connection, client, listener):
        each.close()
    return got, address[0]
