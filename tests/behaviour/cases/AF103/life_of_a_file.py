# file a.txt: 'one\ntwo\n'
async def main():
    file = open("a.txt")
    try:
        lines = [line.strip() for line in file]
    finally:
        file.close()
    return lines, file.closed
