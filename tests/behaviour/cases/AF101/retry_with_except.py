# strategy: native
import time


class Flaky:
    def __init__(self):
        self.calls = 0

    async def fetch(self):
        self.calls += 1
        if self.calls < 3:
            raise ConnectionError(f"try {self.calls}")
        return {"calls": self.calls}


async def main():
    source, log = Flaky(), []
    for attempt in range(5):
        try:
            return await source.fetch(), log
        except ConnectionError as error:
            log.append(str(error))
            time.sleep(0.001)  # be kind to the server
        finally:
            log.append(attempt)
