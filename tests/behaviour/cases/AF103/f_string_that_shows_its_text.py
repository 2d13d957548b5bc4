# held back: shows the text of its expression
# file a.txt: 'one'
async def main():
    return f"{open('a.txt').read()=}"
