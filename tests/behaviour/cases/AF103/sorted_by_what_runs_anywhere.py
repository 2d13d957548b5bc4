# strategy: thread
# file words.txt: 'beta\nAlpha\n'
import re


def second(line):
    return line[1]


async def main():
    with open("words.txt") as file:
        by_name = sorted(file, key=second)
    with open("words.txt") as file:
        lines = file.readlines()
        lines.sort(key=lambda line: line.lower())
    with open("words.txt") as file:
        changed = re.sub("a", lambda found: found.group().upper(), file.read())
    return by_name, lines, changed
