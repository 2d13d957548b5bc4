# strategy: thread
# file table.csv: 'sku,price\nA1,10\nB2,20\n"C,3",30\n'
import csv


async def main():
    total = 0
    with open("table.csv", newline="") as handle:
        reader = csv.DictReader(handle)
        rows = list(reader)
        for row in rows:
            total += int(row["price"])
        if (count := len(rows)) > 2:
            import math as maths
    first, last = await longest_and_last()
    return total, count, row["sku"], handle.closed, reader.line_num, maths.sqrt(4), first, last


async def longest_and_last():
    with open("table.csv") as file:  # each block binds what the other one binds
        while line := file.readline():
            longest = max(line, longest, key=len) if line[0] == '"' else line
    with open("table.csv") as file:
        for line in file:
            count = len(line)
    return longest, (line, count)
