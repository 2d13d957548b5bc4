# strategy: thread
# file in.txt: 'b\na\nc\n'
async def main():
    with open("in.txt") as source, open("out.txt", "w") as target:
        lines = sorted(source)
        target.writelines(lines)
    return len(lines)
