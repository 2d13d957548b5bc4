# file a.txt: 'one\ntwo\n'
async def main():
    lines = []
    for line in open("a.txt"):
        lines.append(line.strip())
    return lines, [line for line in open("a.txt")]
