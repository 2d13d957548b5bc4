# strategy: thread
import smtplib
import socket
import threading
from email.message import EmailMessage

said = []
ANSWERS = {b"ehlo": b"250 hello\r\n", b"DATA": b"354 go on\r\n", b"quit": b"221 bye\r\n"}


def serve(listener):
    for _ in range(2):
        connection, _ = listener.accept()
        with connection, connection.makefile("rwb") as lines:
            lines.write(b"220 ready\r\n")
            lines.flush()
            text = False
            for line in lines:
                word = line.split()[0] if line.split() else b""
                said.append(line if text else word)
                if text and line != b".\r\n":
                    continue
                text = word == b"DATA"
                lines.write(ANSWERS.get(word, b"250 fine\r\n"))
                lines.flush()
                if word == b"quit":
                    break


async def main():
    message = EmailMessage()
    message["From"], message["To"] = "a@example.org", "b@example.org"
    message.set_content("hello")
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=serve, args=(listener,), daemon=True)
    thread.start()
    host, port = listener.getsockname()
    with smtplib.SMTP(host, port, local_hostname="here") as server:
        refused = server.send_message(message)
    server = smtplib.SMTP(host, port, local_hostname="here", timeout=5)
    server.ehlo()
    refused_too = server.sendmail("a@example.org", ["b@example.org"], "text")
    server.quit()
    listener.close()
    try:
        with smtplib.SMTP(host, port, timeout=1) as server:
            server.noop()
    except ConnectionRefusedError:
        return refused, refused_too, said
