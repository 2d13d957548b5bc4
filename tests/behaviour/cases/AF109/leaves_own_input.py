# unchanged
class Form:
    def __init__(self, values):
        self.values = values

    def input(self, prompt):
        return self.values[prompt]


async def ask(input):
    return input("name")


async def main():
    form = Form({"name": "Ann"})
    return form.input("name"), await ask(form.input)
