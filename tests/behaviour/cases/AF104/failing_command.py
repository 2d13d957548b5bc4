# strategy: thread
import subprocess


async def main():
    try:
        subprocess.run(["sh", "-c", "echo no >&2; exit 7"], check=True, capture_output=True)
    except subprocess.CalledProcessError as error:
        return error.returncode, error.cmd, error.stderr
