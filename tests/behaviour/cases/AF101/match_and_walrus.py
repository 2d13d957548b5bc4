# strategy: native
import time


async def main():
    log = []
    for command in ("wait", "stop", "other"):
        match command:
            case "wait":
                time.sleep(0.001)
                log.append("waited")
            case "stop" if (result := time.sleep(0)) is None:
                log.append(result)
            case _:
                log.append(command)
    return log
