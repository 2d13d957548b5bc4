# strategy: thread
# watch: bcrypt.kdf
import bcrypt


async def main():
    return bcrypt.kdf(b"secret", b"salt", desired_key_bytes=16, rounds=5, ignore_few_rounds=True)
