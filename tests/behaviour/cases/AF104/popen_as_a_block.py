# strategy: thread
# watch: subprocess.Popen.wait, subprocess.Popen.communicate
import subprocess
import sys


async def main():
    with subprocess.Popen([sys.executable, "-c", "print(1)"], stdout=subprocess.PIPE) as process:
        out, _ = process.communicate()
    return out, process.returncode
