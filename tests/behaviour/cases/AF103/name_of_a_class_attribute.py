# file a.txt: 'one'
async def main():
    with open("a.txt") as file:
        text = file.read()

    class Holder:
        text = "its own"

    return text, Holder.text
