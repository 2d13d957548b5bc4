# strategy: thread
# options: unsafe select=AF202
# file words.txt: 'alpha\nbeta\n'
_words = {}


def words():
    if not _words:
        with open("words.txt") as file:
            for line in file:
                _words[line.strip()] = len(line)
    return _words


async def main():
    return [sorted(words()), words()["beta"]]
