"""Passwords."""

import hashlib
import os

ROUNDS = 100_000


def new_salt() -> bytes:
    return os.urandom(16)


async def hash_password(password: str, salt: bytes) -> str:
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ROUNDS)
    return f"{salt.hex()}${digest.hex()}"


async def check_password(password: str, stored: str) -> bool:
    salt = bytes.fromhex(stored.partition("$")[0])
    return await hash_password(password, salt) == stored
