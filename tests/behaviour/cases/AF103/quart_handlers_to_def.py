# strategy: def, thread
# file greeting.txt: 'hello'
from quart import Blueprint, Quart, g, jsonify, request, session

app = Quart(__name__)
app.secret_key = "x"
shop = Blueprint("shop", __name__, url_prefix="/shop")


@app.before_request
async def load_greeting():
    g.log = []
    with open("greeting.txt") as file:
        g.greeting = file.read()


@app.get("/greet/<name>")
async def greet(name):
    with open("greeting.txt") as file:
        text = file.read()
    return jsonify(text=f"{text} {name}", same=text == g.greeting, asked=request.args["q"])


@shop.route("/item", methods=["POST"])
async def add_item():
    with open("items.txt", "a") as file:
        file.write(f"{request.headers['X-Item']}\n")
    return "added", 201


@app.get("/lines")
async def lines():
    with open("items.txt") as file:
        found = file.readlines()
    return (line for line in found)


@app.get("/missing")
async def missing():
    with open("nowhere.txt") as file:
        return file.read()


@app.errorhandler(FileNotFoundError)
async def not_there(error):
    with open("greeting.txt") as file:
        return f"{file.read()}: {error.strerror} {session.get('user')}", 404


app.register_blueprint(shop)


async def main():
    client = app.test_client()
    answers = [
        await client.get("/greet/ann?q=1"),
        await client.post("/shop/item", headers={"X-Item": "tea"}),
        await client.get("/lines"),
        await client.get("/missing"),
    ]
    return [(item.status_code, await item.get_data(as_text=True)) for item in answers]
