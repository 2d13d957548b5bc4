# strategy: thread
import ftplib
import poplib
import socket
import threading

FTP = {
    b"": b"220 ready\r\n", b"USER": b"331 and?\r\n", b"PASS": b"230 in\r\n", b"QUIT": b"221 bye\r\n",
    b"PWD": b'257 "/home"\r\n', b"CWD": b"250 there\r\n", b"SIZE": b"213 42\r\n",
}
POP = {
    b"": b"+OK ready\r\n", b"USER": b"+OK and?\r\n", b"PASS": b"+OK in\r\n", b"QUIT": b"+OK bye\r\n",
    b"STAT": b"+OK 2 320\r\n", b"RETR": b"+OK mail\r\nhello\r\n.\r\n",
}


def serve(listener, script):
    while True:
        connection, _ = listener.accept()
        with connection, connection.makefile("rwb") as lines:
            lines.write(script[b""])
            lines.flush()
            for line in lines:
                lines.write(script.get(line.split()[0].upper(), b"500 what?\r\n"))
                lines.flush()


def start(script):
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(listener, script), daemon=True).start()
    return listener.getsockname()[1]


async def main():
    found = []
    ftp_port, pop_port = start(FTP), start(POP)
    with ftplib.FTP() as ftp:
        ftp.connect("127.0.0.1", ftp_port)
        ftp.login("robot", "secret")
        found.append(ftp.pwd())
        found.append(ftp.size("x"))
        try:
            ftp.delete("x")
        except ftplib.error_perm as error:
            found.append(str(error))
    pop = poplib.POP3("127.0.0.1", pop_port)
    pop.user("robot")
    pop.pass_("secret")
    found.append(pop.stat())
    found.append(pop.retr(1)[1])
    pop.quit()
    return found
