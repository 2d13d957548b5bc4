# strategy: thread
# stdin: 'x\n7\nq\n'
async def main():
    chosen = []
    while (answer := input("> ").strip()) != "q":
        chosen.append(int(answer) if answer.isdigit() else "?")
    return chosen
