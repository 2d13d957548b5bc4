# file a.txt: 'one\ntwo\n'
async def main():
    line = "none"
    seen = []
    for _ in range(3):
        seen.append(line)
        with open("a.txt") as file:
            for line in file:
                pass
    return seen
