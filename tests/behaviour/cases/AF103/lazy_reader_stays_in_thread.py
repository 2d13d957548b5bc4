# held back: would still use it on the event loop
# file d.csv: 'a,b\n1,2\n'
import csv


async def main():
    reader = csv.reader(open("d.csv"))
    return [row for row in reader]
