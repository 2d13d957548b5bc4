# strategy: thread
# options: unsafe
# watch: subprocess.Popen.wait, subprocess.Popen.communicate
import subprocess
import sys


async def main():
    run = [sys.executable, "-c", "import sys; print(sys.stdin.read().upper()); sys.exit(3)"]
    process = subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    out, err = process.communicate("abc", timeout=20)
    slow = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        slow.wait(timeout=0.05)
    except subprocess.TimeoutExpired as error:
        slow.kill()
        return out, err, process.wait(), error.timeout, slow.wait()
