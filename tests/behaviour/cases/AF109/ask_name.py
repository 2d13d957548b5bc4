# strategy: thread
# stdin: 'Ann\n42\n'
async def main():
    name = input("Name? ")
    age = int(input())
    return f"{name} is {age}"
