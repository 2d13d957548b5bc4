# unchanged
class HTTPConnection:
    def request(self, method, path):
        return method, path


async def main():
    return HTTPConnection().request("GET", "/")
