# strategy: thread
# file 0: 'zero'
# file 1: 'one'
async def main():
    readers = []
    for i in range(2):
        with open(str(i)) as f:
            text = f.read()
            readers.append(lambda: text + str(i))
    return [reader() for reader in readers]
