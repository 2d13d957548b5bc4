# strategy: thread
# file template.txt: 'Dear {name},'
import asyncio


async def render(name):
    await asyncio.sleep(0)
    with open("template.txt") as f:
        template = f.read()
    text = template.format(name=name)
    await asyncio.sleep(0)
    with open(f"{name}.txt", "x") as f:
        f.write(text)
    return text


async def main():
    first = await render("Ann")
    try:
        await render("Ann")
    except FileExistsError as error:
        return first, error.filename
