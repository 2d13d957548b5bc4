# strategy: thread
# file app.log: 'started\n'
LEVELS = {"info": 1, "error": 2}


async def log(level, message):
    with open("app.log", "a") as f:
        print(f"{LEVELS[level]} {message}", file=f)


async def main():
    await log("info", "one")
    try:
        await log("debug", "never written")
    except KeyError as error:
        return repr(error)
