# strategy: thread
# options: unsafe
# blind
import threading


async def main():
    ready = threading.Event()
    threading.Timer(0.05, ready.set).start()
    first = ready.wait()
    ready.clear()
    return first, ready.wait(timeout=0.01)
