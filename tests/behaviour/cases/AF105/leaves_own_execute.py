# unchanged
class Engine:
    def execute(self, statement):
        return f"plan for {statement}"

    def commit(self):
        return "nothing to commit"


async def main():
    session = db = Engine()
    return session.execute("SELECT 1"), db.commit()
