# file d.csv: 'a,b\n1,2\n'
import csv


async def main():
    with open("d.csv") as file:
        reader = csv.reader(file)
        header = next(reader, None)
        return header, list(reader)
