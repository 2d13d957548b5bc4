async def main():
    try:
        int("x")
    except ValueError:
        with open("errors.log", "a") as log:
            log.write("failed")
            raise
