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
    return total, count, row["sku"], handle.closed, reader.line_num, maths.sqrt(4)
