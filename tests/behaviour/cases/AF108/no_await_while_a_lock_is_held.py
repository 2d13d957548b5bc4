# rules: AF103
# held back: plain function that runs in a thread
import threading

lock = threading.Lock()


async def main():
    lock.acquire()
    with open("log.txt", "w") as file:
        file.write("x")
    lock.release()
    return "written"
