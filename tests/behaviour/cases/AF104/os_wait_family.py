# strategy: thread
# watch: os.wait, os.wait3, os.wait4, os.waitid
import os
import sys


def start(status):
    return os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", f"exit({status})"])


async def main():
    first = start(1)
    one = os.wait()
    second = start(2)
    two = os.wait3(0)
    third = start(3)
    three = os.wait4(third, 0)
    fourth = start(4)
    four = os.waitid(os.P_PID, fourth, os.WEXITED)
    try:
        os.wait()
    except ChildProcessError:
        ended = [one[0] == first, two[0] == second, three[0] == third, four.si_pid == fourth]
        return ended, one[1], two[1], three[1], four.si_status
