# strategy: process
# options: unsafe strategy=process
# rules: AF110, AF201
# blind
# leaves: the executor wakes its own thread by a byte in a pipe, which does not wait
import asyncio
import hashlib

import bcrypt

SALT = b"0123456789abcdef"


def stretched(password: str, rounds: int = 1000) -> str:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), SALT, rounds).hex()


async def digest(password: str) -> str:
    key = bcrypt.kdf(password=password.encode(), salt=SALT, desired_key_bytes=8, rounds=60)
    return stretched(password) + stretched(password, rounds=10) + key.hex()


async def main():
    return await digest("a"), await digest("b")


if __name__ == "__main__":
    asyncio.run(main())
