# strategy: await
# result: [2, 4]
async def rows():
    return [1, 2]


async def main():
    out = []
    try:
        for row in rows():
            out.append(row * 2)
    except TypeError:
        pass
    return out
