# strategy: thread
# file lines: '1\n2\nthree\n4\n'
async def main():
    total, last = 0, None
    try:
        with open("lines") as f:
            for last in f:
                total += int(last)
    except ValueError:
        return total, last
