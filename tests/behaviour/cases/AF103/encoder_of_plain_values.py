# strategy: thread
import json
from datetime import date


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, date):
            return o.isoformat()
        return super().default(o)


def as_list(o):
    if isinstance(o, set):
        return sorted(o)
    raise TypeError(type(o))


async def save(rows, path):
    with open(path, "w") as file:
        json.dump(rows, file, cls=Encoder, indent=2)


async def save_sets(rows, path):
    with open(path, "w") as file:
        file.write(json.dumps(rows, default=as_list))


async def save_texts(rows, path):
    with open(path, "w") as file:
        json.dump(rows, file, default=str)


async def main():
    await save({"day": date(2024, 2, 29)}, "a.json")
    await save_sets([{3, 1}], "b.json")
    await save_texts([date(2024, 2, 29)], "c.json")
    try:
        await save({"set": {1}}, "d.json")
    except TypeError as error:
        return repr(error)
