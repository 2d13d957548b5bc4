# unchanged
class Requests:
    def get(self, url):
        return f"got {url}"


async def main():
    requests = Requests()
    return requests.get("http://example.invalid")
