# strategy: await
# result: 7
async def price(sku):
    return len(sku) + 1


async def main():
    try:
        return price("ab") + price("abc")
    except TypeError:
        return "never awaited"
