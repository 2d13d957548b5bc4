# unchanged
async def main():
    total = 0
    for n in range(10):
        total += n
    return total, [n for n in range(3)]
