# strategy: thread
# watch: shutil.copy, shutil.copy2, shutil.move, shutil.copyfileobj
# file a.txt: 'one'
import io
import shutil
from pathlib import Path


async def main():
    first = shutil.copy("a.txt", "b.txt")
    second = shutil.copy2("b.txt", "c.txt")
    third = shutil.move("c.txt", "d.txt")
    target = io.StringIO()
    shutil.copyfileobj(io.StringIO("x" * 100), target, 10)
    Path("e.bin").write_bytes(b"\x00\x01")
    try:
        shutil.copy("missing.txt", "f.txt")
    except FileNotFoundError as error:
        failed = error.filename
    return first, second, third, len(target.getvalue()), failed
