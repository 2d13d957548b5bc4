# strategy: thread
# watch: argon2.PasswordHasher.verify, pwdlib.PasswordHash.verify
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from passlib.context import CryptContext
from passlib.hash import pbkdf2_sha256
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

CONTEXT = CryptContext(schemes=["pbkdf2_sha256"], pbkdf2_sha256__rounds=10)
HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORDS = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))


class Accounts:
    def __init__(self, hasher: PasswordHasher):
        self.hasher = hasher
        self.known = {}

    async def add(self, name, password):
        self.known[name] = self.hasher.hash(password)

    async def login(self, name, password):
        try:
            return self.hasher.verify(self.known[name], password)
        except VerifyMismatchError as error:
            return type(error).__name__


async def main():
    accounts = Accounts(HASHER)
    await accounts.add("ann", "secret")
    hashed = CONTEXT.hash("secret")
    stored = PASSWORDS.hash("secret")
    return (
        await accounts.login("ann", "secret"),
        await accounts.login("ann", "wrong"),
        CONTEXT.verify("secret", hashed),
        CONTEXT.verify("wrong", hashed),
        CONTEXT.verify_and_update("secret", hashed),
        pbkdf2_sha256.verify("secret", hashed),
        PASSWORDS.verify("secret", stored),
        PASSWORDS.verify_and_update("wrong", stored),
    )
