# options: unsafe
# strategy: await
# result: ['<1><2>', 'n=3']
async def number(n):
    return n


class Label:
    def __init__(self, value: int):
        self.text = f"<{value}>"

    def with_value(self, value: int) -> "Label":
        self.text += f"<{value}>"
        return self


def shown(*, n: int = 0) -> str:
    return f"n={n}"


async def main():
    label = Label(number(1))
    label.with_value(number(2))
    return [label.text, shown(n=number(3))]
