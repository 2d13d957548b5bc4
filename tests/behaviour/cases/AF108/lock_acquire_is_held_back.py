# held back: plain function that runs in a thread
# differs: cannot release un-acquired lock
import threading

lock = threading.RLock()


async def main():
    lock.acquire()
    try:
        return "held"
    finally:
        lock.release()
