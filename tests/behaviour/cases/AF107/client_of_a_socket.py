# strategy: thread
# options: unsafe
import socket
import threading


def serve(listener):
    for _ in range(2):
        connection, _ = listener.accept()
        with connection:
            connection.sendall(connection.recv(100).upper())


async def main():
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(listener,)).start()
    address = listener.getsockname()
    first = socket.create_connection(address, timeout=5)
    first.sendall(b"abc")
    got = [first.recv(100)]
    second = socket.socket()
    second.connect(address)
    second.sendall(b"de")
    got.append(second.recvfrom(100)[0])
    first.close()
    second.close()
    listener.close()
    try:
        socket.create_connection(address, 1)
    except ConnectionRefusedError:
        return got, "refused"
