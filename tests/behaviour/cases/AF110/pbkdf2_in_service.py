# strategy: thread
import asyncio
from hashlib import pbkdf2_hmac, scrypt


class Passwords:
    def __init__(self, salt):
        self.salt = salt

    async def hash(self, password, rounds=1000):
        await asyncio.sleep(0)
        return pbkdf2_hmac("sha256", password.encode(), self.salt, rounds, dklen=16).hex()

    async def derive(self, password):
        return scrypt(password, salt=self.salt, n=16, r=1, p=1, dklen=8).hex()


async def main():
    passwords = Passwords(b"salt")
    return await passwords.hash("secret"), await passwords.derive(b"secret")
