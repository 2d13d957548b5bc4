# held back: may change `self.config` while the thread goes through it
import configparser


class Settings:
    def __init__(self):
        self.config = configparser.ConfigParser()
        self.config.add_section("user")

    def put(self, name, value):
        self.config["user"][name] = value

    async def save(self):
        with open("config.ini", "w") as file:
            self.config.write(file)


async def main():
    settings = Settings()
    settings.put("name", "ann")
    await settings.save()
