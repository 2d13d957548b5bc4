# held back: tells of the exception that is being handled
import traceback


async def main():
    try:
        int("x")
    except ValueError:
        with open("errors.log", "a") as log:
            traceback.print_exc(file=log)
