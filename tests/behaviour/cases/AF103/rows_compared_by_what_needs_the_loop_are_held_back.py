# held back: needs the event loop's thread
# differs: no running event loop
# file words.txt: 'beta\nalpha\n'
import asyncio


class Row:
    def __init__(self, text):
        self.text = text

    def __lt__(self, other):
        asyncio.get_running_loop()
        return self.text < other.text


async def main():
    rows = []
    with open("words.txt") as file:
        for line in file:
            rows.append(Row(line))
        rows.sort()
    return [row.text for row in rows]
