# strategy: thread, def
# file motd.txt: 'hello'
import asyncio
import sched

from fastapi import Depends, FastAPI, Request
from fastapi.testclient import TestClient


def make_bot():
    """A client of a library: it works where a loop runs, and says so."""
    return type("Bot", (), {"send": lambda self, text: asyncio.get_running_loop() and text})()


app = FastAPI()
app.state.bot = make_bot()
app.state.limits = {"a": 1, "b": 2}
app.state.title = "main"
jobs = sched.scheduler()


class Planner:
    def __init__(self):
        self.jobs = sched.scheduler()

    def add(self):
        self.jobs.enter(60, 1, print)
        return len(self.jobs.queue)


planner = Planner()


def the_planner():
    return planner


def the_bot(request: Request):
    bot = getattr(request.app.state, "bot", None)
    if bot is None:
        raise RuntimeError
    return bot


def tell(bot, text):
    return bot.send(text)


@app.get("/direct")
async def direct(request: Request):
    with open("motd.txt") as file:
        text = file.read()
    return request.app.state.bot.send(text)


@app.get("/helper")
async def helper(request: Request):
    bot = the_bot(request)
    with open("motd.txt") as file:
        text = file.read()
    return bot.send(text)


@app.get("/given")
async def given(bot=Depends(the_bot)):
    with open("motd.txt") as file:
        text = file.read()
    return tell(bot, text)


@app.get("/limits")
async def limits(request: Request):
    with open("motd.txt") as file:
        text = file.read()
    return [text, *(name for name in request.app.state.limits)]


@app.get("/later")
async def later():
    with open("motd.txt") as file:
        text = file.read()
    jobs.enter(60, 1, print)
    return [text, len(jobs.queue)]


@app.get("/planned")
async def planned():
    with open("motd.txt") as file:
        text = file.read()
    return [text, planner.add()]


@app.get("/planner")
async def planner_given(plan: Planner = Depends(the_planner)):
    with open("motd.txt") as file:
        text = file.read()
    plan.jobs.enter(60, 1, print)
    return [text, len(plan.jobs.queue)]


@app.get("/title")
async def title(request: Request):
    with open("motd.txt") as file:
        text = file.read()
    return [text, app.state.title, request.app.state.limits.get("a")]


async def main():
    client = TestClient(app)
    paths = ("/direct", "/helper", "/given", "/limits", "/later", "/planned", "/planner", "/title")
    return [await asyncio.to_thread(lambda path=path: client.get(path).json()) for path in paths]
