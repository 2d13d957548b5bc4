# strategy: thread
# file lines: 'one\ntwo\nstop\nthree\n'
async def main():
    kept = []
    with open("lines") as f:
        for line in f:
            if line == "stop\n":
                break
            kept.append(line.rstrip())
        else:
            kept.append("no stop")
    return kept
