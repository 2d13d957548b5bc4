# strategy: thread
import subprocess
from subprocess import PIPE, STDOUT, check_output


async def main():
    done = subprocess.run(["echo", "hello"], capture_output=True, text=True, check=True)
    both = subprocess.run("echo out; echo err >&2", shell=True, stdout=PIPE, stderr=STDOUT)
    fed = subprocess.run(["cat"], input=b"fed", stdout=subprocess.PIPE)
    return done.stdout, both.stdout, fed.stdout, check_output(["echo", "x"], encoding="utf-8")
