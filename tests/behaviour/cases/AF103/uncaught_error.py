# strategy: thread
async def main():
    with open("bad.json", "w") as f:
        f.write("half of ")
        f.write(1)
