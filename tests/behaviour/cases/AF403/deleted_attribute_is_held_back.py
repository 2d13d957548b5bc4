# held back: `state` is used in another way in line 9
import threading

state = threading.local()


async def main():
    state.user = "ada"
    del state.user
    return hasattr(state, "user")
