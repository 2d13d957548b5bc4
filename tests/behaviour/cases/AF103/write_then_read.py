# strategy: thread
async def main():
    with open("note.txt", "w", newline="") as out:
        written = out.write("one\r\ntwo\n")
        out.writelines(["three\n", "four"])
    with open("note.txt", "rb") as back:
        raw = back.read()
    return written, raw
