# unchanged
class Document:
    def read_text(self):
        return "from memory"

    def open(self):
        return self


async def main():
    document = Document()
    return document.read_text(), document.open().read_text()
