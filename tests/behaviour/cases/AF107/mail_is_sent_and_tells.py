# strategy: thread
import smtplib
import socket
import threading

said = []


def serve(listener):
    for _ in range(3):
        connection, _ = listener.accept()
        with connection, connection.makefile("rwb") as lines:
            lines.write(b"220 ready\r\n")
            lines.flush()
            for line in lines:
                word = line.split()[0]
                said.append(word)
                lines.write(b"221 bye\r\n" if word == b"quit" else b"250 fine\r\n")
                lines.flush()
                if word == b"quit":
                    break


async def ask(port, fails):
    with smtplib.SMTP("127.0.0.1", port, local_hostname="here") as server:
        if fails:
            raise ValueError("no")
        return server.noop()


async def ask_twice(port):
    with smtplib.SMTP("127.0.0.1", port, local_hostname="here") as server:
        code, text = server.noop()
    return code, text


async def main():
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=serve, args=(listener,), daemon=True)
    thread.start()
    port = listener.getsockname()[1]
    found = [await ask(port, False), await ask_twice(port)]
    try:
        found.append(await ask(port, True))
    except ValueError as error:
        found.append(str(error))
    listener.close()
    return found, said
