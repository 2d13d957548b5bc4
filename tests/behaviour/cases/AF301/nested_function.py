# strategy: await
# result: 'ready'
async def main():
    state = {"value": "cold"}

    async def warm():
        state["value"] = "ready"

    warm()
    return state["value"]
