# options: unsafe
# blind
import asyncio
import threading

done = []


def work():
    done.append("worked")


def count(first, second):
    done.append(first + second)


async def main():
    thread = threading.Thread(target=work(), daemon=True)
    thread.start()
    await asyncio.to_thread(thread.join)
    thread = threading.Thread(target=count(1, second=2))
    thread.start()
    await asyncio.to_thread(thread.join)
    return done
