# strategy: thread
# watch: threading.Thread.join
import threading


async def main():
    done = []
    worker = threading.Thread(target=done.append, args=(1,))
    worker.start()
    worker.join()
    never = threading.Thread(target=done.clear)
    try:
        never.join(timeout=1)
    except RuntimeError as error:
        done.append(str(error))
    return done, worker.join(5)
