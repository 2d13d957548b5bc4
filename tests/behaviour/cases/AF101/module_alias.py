# strategy: native
"""Polls a job under an alias of the module."""

import time as clock

STATES = iter(["queued", "running", "done"])


async def main():
    seen = []
    while True:
        state = next(STATES)
        seen.append(state)
        if state == "done":
            return seen
        clock.sleep(0.001)
