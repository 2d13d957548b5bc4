# strategy: thread
async def main():
    try:
        return input("Continue? ")
    except EOFError as error:
        return repr(error)
