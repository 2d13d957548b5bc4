# strategy: thread
# watch: bcrypt.checkpw
import bcrypt

STORED = b"$2b$04$abcdefghijklmnopqrstuuVphYHBF8ZzDcRSmF0qE0dBBvVLzJ4GC"


async def main():
    same = bcrypt.checkpw(b"secret", STORED)
    hashed = bcrypt.hashpw(b"secret", STORED[:29])
    return same, bcrypt.checkpw(b"secret", hashed)
