async def save(rows):
    with open("rows.csv", "w") as file:
        for row in rows:
            file.write(",".join(str(row.get(key, "")).strip() for key in ("a", "b")) + "\n")


async def main():
    await save([{"a": 1, "b": " x "}, {"a": 2}])
