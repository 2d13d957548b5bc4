# strategy: thread
import subprocess


async def main():
    options = {"cwd": "/", "env": {"A": "1", "PATH": "/usr/bin:/bin"}}
    command = ["sh", "-c", 'echo "$A" && pwd']
    return subprocess.run(command, stdout=subprocess.PIPE, **options).stdout.splitlines()
