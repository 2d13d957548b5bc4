# strategy: thread
# options: unsafe select=AF202
import time


class Server:
    def __init__(self):
        self.running = False
        self.starts = 0

    def start(self):
        if not self.running:
            self.running = True
            time.sleep(0.01)
            self.starts += 1


server = Server()


async def main():
    server.start()
    server.start()
    return server.starts
