# file empty: ''
# held back:
async def main():
    try:
        with open("empty") as f:
            first = next(f)
    except StopIteration:
        first = "nothing"
    return first
