# held back: the loop over it would still read on the event loop
# file pymongo.py: 'import time\n\n\nclass Collection:\n    def __init__(self):\n        self.kept = []\n\n    def insert_one(self, item):\n        time.sleep(0.01)\n        self.kept.append(dict(item))\n\n    def find_one(self, query):\n        return next(self.find(query), None)\n\n    def find(self, query):\n        for item in self.kept:\n            time.sleep(0.01)\n            if all(item.get(key) == value for key, value in query.items()):\n                yield item\n\n\nclass Database:\n    def __init__(self):\n        self.collections = {}\n\n    def __getitem__(self, name):\n        return self.collections.setdefault(name, Collection())\n\n    def __getattr__(self, name):\n        return self[name]\n\n\nclass MongoClient:\n    def __init__(self):\n        self.databases = {}\n\n    def __getitem__(self, name):\n        return self.databases.setdefault(name, Database())\n\n    def __getattr__(self, name):\n        return self[name]\n'
import sys

sys.path.insert(0, "")

from pymongo import MongoClient

users = MongoClient().shop.users


async def main():
    users.kept.append({"name": "ada"})
    found = []
    for user in users.find({}):
        found.append(user["name"])
    return found
