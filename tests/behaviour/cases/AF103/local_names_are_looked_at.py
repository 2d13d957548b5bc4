# file a.txt: 'one'
async def main():
    kind = "text"
    with open("a.txt") as file:
        text = file.read()
    return "{kind}: {text}".format(**locals())
