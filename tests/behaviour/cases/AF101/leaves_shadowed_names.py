# unchanged
class Clock:
    def __init__(self):
        self.slept = []

    def sleep(self, seconds):
        self.slept.append(seconds)


async def tick(time, sleep):
    time.sleep(1000)
    sleep(2000)


async def main():
    clock = Clock()
    await tick(clock, clock.sleep)
    return clock.slept
