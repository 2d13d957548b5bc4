# strategy: await
# result: 2
async def settings():
    return {"retries": [1, 2]}


async def main():
    try:
        return settings()["retries"][-1]
    except TypeError:
        return "never awaited"
