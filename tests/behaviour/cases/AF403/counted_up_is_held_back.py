# held back: `state` is used in another way in line 9
import threading

state = threading.local()


async def main():
    state.count = 0
    state.count += 1
    return state.count
