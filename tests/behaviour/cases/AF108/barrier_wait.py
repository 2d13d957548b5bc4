# strategy: thread
# options: unsafe
# blind
import threading


async def main():
    barrier = threading.Barrier(2)
    other = threading.Thread(target=barrier.wait)
    other.start()
    arrived = barrier.wait(5)
    try:
        barrier.wait(timeout=0.01)
    except threading.BrokenBarrierError:
        return arrived in (0, 1), "nobody else came"
