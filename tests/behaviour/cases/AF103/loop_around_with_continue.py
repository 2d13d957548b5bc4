# strategy: thread
# file a.txt: ''
# file b.txt: 'b'
async def main():
    sizes = {}
    for name in ("a.txt", "b.txt"):
        with open(name, "rb") as f:
            data = f.read()
            if not data:
                continue
        sizes[name] = len(data)
    return sizes
