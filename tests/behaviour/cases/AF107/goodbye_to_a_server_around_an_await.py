# held back: leaving its `with` does more
import asyncio
import smtplib
import socket
import threading

said = []


def serve(listener):
    connection, _ = listener.accept()
    with connection, connection.makefile("rwb") as lines:
        lines.write(b"220 ready\r\n")
        lines.flush()
        for line in lines:
            said.append(line)
            lines.write(b"221 bye\r\n" if line.lower().startswith(b"quit") else b"250 fine\r\n")
            lines.flush()


async def main():
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=serve, args=(listener,), daemon=True)
    thread.start()
    with smtplib.SMTP(*listener.getsockname()) as server:
        server.noop()
        await asyncio.sleep(0)
    return said
