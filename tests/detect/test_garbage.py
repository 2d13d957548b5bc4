"""What a search has read goes at once when it is over: `asyncfix` has the collector come rarely."""

from __future__ import annotations

import gc
from pathlib import Path

from asyncfix.pipeline.work import Work
from asyncfix.project.project import Project
from asyncfix.project.sources.files import decode
from asyncfix.settings import Settings

PROGRAM = b"""import time

MODE = "slow"


class Door:
    def __init__(self, mode):
        self.mode = mode

    def open(self):
        wait(self.mode)


def wait(mode):
    if mode == MODE:
        time.sleep(1)


async def enter():
    Door("slow").open()
    wait("fast")
"""


def test_nothing_waits_for_the_collector() -> None:
    root = Path("/nowhere")
    project = Project.of(root, [decode(root / "m.py", PROGRAM, "m.py")])
    work = Work.load(Settings(root=root, jobs=1))
    gc.collect()
    gc.disable()
    try:
        found = work.detect(project)
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        waiting = {f"{type(item).__module__}.{type(item).__qualname__}" for item in gc.garbage}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert [item.finding.code for item in found.detections] == ["AF201"]
    assert not [item for item in waiting if item.startswith(("asyncfix", "ast."))]
