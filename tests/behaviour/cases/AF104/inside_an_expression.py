# strategy: thread
import subprocess


async def revision():
    return subprocess.run(["echo", "abc123"], capture_output=True).stdout.decode().strip()[:4]


async def main():
    lines = [subprocess.check_output(["echo", str(n)]).strip() for n in range(2)]
    return f"{await revision()}-{subprocess.call(['true'])}", lines
