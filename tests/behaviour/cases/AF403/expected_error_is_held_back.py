# held back: `state` is used in another way in line 9
import threading

state = threading.local()


def user():
    try:
        return state.user
    except AttributeError:
        return "nobody"


async def main():
    before = user()
    state.user = "ada"
    return before, user()
