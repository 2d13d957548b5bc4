# strategy: thread
# file greeting.txt: 'hello'
# leaves: the filter of a template has no other form
from quart import Quart, current_app, render_template_string

app = Quart(__name__)
seen = []


@app.template_filter("greeted")
def greeted(name):
    with open("greeting.txt") as file:
        return f"{file.read()} {name}"


async def note(text):
    seen.append(text)


@app.get("/note")
async def write():
    with open("greeting.txt") as file:
        text = file.read()
    app.add_background_task(note, text)
    return text


@app.get("/twice")
async def write_twice():
    with open("greeting.txt") as file:
        text = file.read() * 2
    current_app.add_background_task(note, text)
    return text


@app.get("/page")
async def page():
    return await render_template_string("{{ 'ann'|greeted }}")


async def main():
    client = app.test_client()
    async with app.test_app():
        answers = [await client.get(path) for path in ("/note", "/twice", "/page")]
        found = [(item.status_code, await item.get_data(as_text=True)) for item in answers]
    return found, sorted(seen)
