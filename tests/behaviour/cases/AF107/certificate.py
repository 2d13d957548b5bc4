# strategy: thread
# watch: ssl.get_server_certificate
import ssl


async def main():
    try:
        return ssl.get_server_certificate(("127.0.0.1", 1))
    except ConnectionRefusedError:
        return "refused"
