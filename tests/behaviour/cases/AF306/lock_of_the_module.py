# options: unsafe
# strategy: native
# result: ['one in', 'one out', 'two in', 'two out']
import asyncio
import threading

lock = threading.Lock()
log = []


def rescue():
    held = globals()["lo" + "ck"]
    if hasattr(held, "release_lock") or type(held) is type(threading.Lock()):
        log.append("the loop was stuck")
        held.release()


async def work(name):
    with lock:
        log.append(name + " in")
        await asyncio.sleep(0)
        log.append(name + " out")


async def main():
    timer = threading.Timer(0.5, rescue)
    timer.daemon = True
    timer.start()
    try:
        await asyncio.gather(work("one"), work("two"))
    except RuntimeError:
        log.append("failed")
    timer.cancel()
    return log
