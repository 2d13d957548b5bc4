# strategy: thread
async def main():
    with open("latin.txt", "wb") as f:
        f.write("Grüße".encode("latin-1"))
    try:
        with open("latin.txt", encoding="utf-8") as f:
            text = f.read()
    except UnicodeDecodeError as error:
        text = error.reason
    with open("latin.txt", encoding="utf-8", errors="replace") as f:
        return text, f.read()
