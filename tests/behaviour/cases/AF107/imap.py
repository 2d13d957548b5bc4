# strategy: thread
import imaplib
import socket
import threading


def serve(listener):
    while True:
        connection, _ = listener.accept()
        with connection, connection.makefile("rwb") as lines:
            lines.write(b"* OK ready\r\n")
            lines.flush()
            for line in lines:
                tag, word = line.split()[:2]
                if word == b"CAPABILITY":
                    lines.write(b"* CAPABILITY IMAP4REV1\r\n")
                if word == b"SELECT":
                    lines.write(b"* 3 EXISTS\r\n")
                if word == b"SEARCH":
                    lines.write(b"* SEARCH 1 3\r\n")
                if word == b"LOGOUT":
                    lines.write(b"* BYE\r\n")
                lines.write(tag + (b" NO" if word == b"COPY" else b" OK") + b" done\r\n")
                lines.flush()


async def main():
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(listener,), daemon=True).start()
    host, port = listener.getsockname()
    with imaplib.IMAP4(host, port) as server:
        server.login("robot", "secret")
        selected = server.select("INBOX")
        found = server.search(None, "UNSEEN")
        copied = server.copy("1", "gone")[0]
    return selected, found, copied
