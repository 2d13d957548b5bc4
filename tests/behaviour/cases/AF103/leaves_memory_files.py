# unchanged
import io
import json
from pathlib import PurePosixPath


async def main():
    with io.StringIO() as out:
        json.dump({"a": 1}, out)
        text = out.getvalue()
    buffer = io.BytesIO(text.encode())
    return buffer.read(), PurePosixPath("a/b").with_suffix(".txt").name
