# strategy: thread
# file a.txt: 'skip'
# file b.txt: 'found me'
# file c.txt: 'found too'
async def search(names, needle):
    hit = None
    for name in names:
        with open(name) as f:
            text = f.read()
            if needle in text:
                hit = name
                break
    else:
        return "none"
    return hit, text


async def main():
    names = ["a.txt", "b.txt", "c.txt"]
    return await search(names, "found"), await search(names, "absent")
