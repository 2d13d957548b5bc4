# strategy: thread
# file hosts: 'a 1\nb 2\n# c 3\n'
async def port_of(name):
    with open("hosts") as f:
        for line in f:
            if line.startswith("#"):
                continue
            host, port = line.split()
            if host == name:
                return int(port)
    return f"{name} unknown"


async def nothing_found(name):
    with open("hosts") as f:
        for line in f:
            if line.startswith(name):
                return
            if not line:
                return None
    return "fell through"


async def main():
    return [await port_of(n) for n in "abc"], await nothing_found("b"), await nothing_found("z")
