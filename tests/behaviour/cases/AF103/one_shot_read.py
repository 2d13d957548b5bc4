# strategy: thread
# file a.txt: 'one'
async def main():
    text = open("a.txt").read()
    return text.upper(), len(open("a.txt", "rb").read()), open("a.txt").readlines()
