# held back: it is no name of the module: make a `contextvars.ContextVar` for it
import threading


class Registry:
    local = threading.local()

    async def use(self, name):
        self.local.name = name
        return Registry.local.name


async def main():
    return await Registry().use("ada")
