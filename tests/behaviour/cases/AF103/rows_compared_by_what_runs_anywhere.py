# strategy: thread
# file words.txt: 'beta\nalpha\n'
class Row:
    def __init__(self, text):
        self.text = text

    def __lt__(self, other):
        return self.text < other.text


async def main():
    with open("words.txt") as file:
        rows = [Row(line) for line in file]
        rows.sort()
        least = min(rows)
    return least.text, [row.text for row in rows]
