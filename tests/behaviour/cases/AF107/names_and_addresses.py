# strategy: thread
# watch: socket.gethostbyname, socket.getaddrinfo, socket.getnameinfo
import socket


async def main():
    found = [socket.gethostbyname("127.0.0.1"), socket.gethostbyname_ex("127.0.0.1")[2]]
    found.append(socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)[0][4])
    found.append(socket.getnameinfo(("127.0.0.1", 80), socket.NI_NUMERICHOST)[0])
    found.append(socket.getfqdn("127.0.0.1") == socket.getfqdn("127.0.0.1"))
    try:
        socket.gethostbyname("no such name")
    except OSError as error:
        found.append(type(error).__name__)
    try:
        socket.gethostbyaddr("no such name")
    except OSError as error:
        return found, type(error).__name__
