# strategy: thread
# file flag: 'off'
async def main():
    with open("flag") as f:
        if f.read() == "on":
            state = "enabled"
    try:
        return state
    except NameError as error:
        return isinstance(error, NameError)
