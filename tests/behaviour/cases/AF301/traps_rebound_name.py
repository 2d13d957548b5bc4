# unchanged
async def notify(text):
    return f"async {text}"


async def main():
    def notify(text):
        return f"sync {text}"

    notify("a")
    return notify("b")
