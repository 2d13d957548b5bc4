# unchanged
from passlib.context import CryptContext
from passlib.hash import pbkdf2_sha256
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

CONTEXT = CryptContext(schemes=["pbkdf2_sha256"])
PASSWORDS = PasswordHash((Argon2Hasher(),))


class Passwords:
    def verify(self, password):
        return password == "secret"


async def main():
    return (
        CONTEXT.identify("$pbkdf2-sha256$10$x$y"),
        CONTEXT.default_scheme(),
        pbkdf2_sha256.identify("x"),
        len(PASSWORDS.hashers),
        Passwords().verify("secret"),
    )
