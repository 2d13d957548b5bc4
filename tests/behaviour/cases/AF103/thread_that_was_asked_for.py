# options: strategy=thread
# strategy: thread
async def main():
    with open("out.txt", "w") as file:
        return file.write("text")
