# strategy: thread
# leaves: looks and removals, which AF112 is about
import os
import tempfile


async def main():
    with tempfile.NamedTemporaryFile("w+", suffix=".txt") as file:
        file.write("hello")
        file.seek(0)
        text = file.read()
    with tempfile.TemporaryFile() as file:
        size = file.write(b"abc")
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "x"), "w") as file:
            file.write("x")
        names = os.listdir(folder)
    handle, path = tempfile.mkstemp()
    os.close(handle)
    kept = tempfile.mkdtemp()
    gone = os.path.isfile(path), os.path.isdir(kept), os.path.exists(folder)
    os.remove(path)
    os.rmdir(kept)
    return text, size, names, gone
