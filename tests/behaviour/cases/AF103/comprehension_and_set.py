# strategy: thread
# file words: 'b a\nc a\n'
async def main():
    with open("words") as f:
        words = {word for line in f for word in line.split()}
        longest = max((len(word) for word in words), default=0)
    return sorted(words), longest
