# held back: other tasks may use
import smtplib


class Robot:
    def __init__(self):
        self.server = smtplib.SMTP()

    async def hello(self):
        try:
            return self.server.noop()
        except smtplib.SMTPServerDisconnected:
            return "not connected"


async def main():
    return await Robot().hello()
