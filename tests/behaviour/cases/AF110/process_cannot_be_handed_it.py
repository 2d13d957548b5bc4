# held back:
# options: unsafe strategy=process
import hashlib


async def digests(words: list[str]) -> list[str]:
    found = [hashlib.pbkdf2_hmac(*("sha256", b"a"), salt=b"salt", iterations=10).hex()]
    for number in range(len(words)):
        found.append(words[number].upper())
    return found


async def main():
    return await digests(["a", "b"])
