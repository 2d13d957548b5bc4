"""Which calls take a callable off the loop, and which callable that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncfix.detect.loops.offloads import offloaded
from asyncfix.project.inference import Inference
from asyncfix.project.project import Project
from asyncfix.project.sources.files import decode
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Name
from tests.catalogue import CATALOGUE

HEAD = """\
import asyncio
import functools
import multiprocessing
import threading
from concurrent import futures
from functools import partial

import anyio
import asgiref.sync
import asyncer
import trio
from aiofiles.ospath import wrap
from fastapi import BackgroundTasks
from fastapi.concurrency import run_in_threadpool
from starlette.background import BackgroundTask


def work(x=0): ...


class Own:
    def submit(self, function, x): ...


async def main(loop, tasks: BackgroundTasks, pool: futures.Executor, own: Own):
    running = asyncio.get_running_loop()
    with futures.ThreadPoolExecutor() as threads:
        _
"""
OFFLOADS = [
    "asyncio.to_thread(work, 1)",
    "running.run_in_executor(None, work)",
    "asyncio.get_event_loop().run_in_executor(None, work, 1)",
    "loop.run_in_executor(None, func=work)",
    "run_in_threadpool(work, x=1)",
    "run_in_threadpool(func=work)",
    "anyio.to_thread.run_sync(work)",
    "anyio.to_process.run_sync(work)",
    "trio.to_thread.run_sync(work)",
    "pool.submit(work)",
    "threads.submit(work)",
    "threads.map(work, [1, 2])",
    "futures.ProcessPoolExecutor().submit(work)",
    "threading.Thread(target=work)",
    "threading.Thread(None, work)",
    "threading.Timer(1.0, work)",
    "multiprocessing.Process(target=work)",
    "asgiref.sync.sync_to_async(work)(1)",
    "asyncer.asyncify(work)(1)",
    "wrap(work)(1)",
    "tasks.add_task(work, 1)",
    "BackgroundTask(work)",
    "asyncio.to_thread(functools.partial(work, 1))",
    "threading.Thread(target=partial(work, x=1))",
]
OTHERS = [
    "own.submit(work, 1)",
    "anyio.from_thread.run_sync(work)",
    "asyncio.create_task(work)",
    "running.call_soon(work)",
    "loop.submit(work)",
    "asyncio.to_thread()",
    "asyncio.to_thread(lambda: work(1))",
    "threading.Thread(target=lambda: work(1))",
]


def calls_of(tmp_path: Path, line: str) -> tuple[Inference, Module, list[Call]]:
    text = HEAD.replace("_\n", f"{line}\n")
    file = decode(tmp_path / "m.py", text.encode(), "m.py")
    project = Project.of(tmp_path, [file])
    module = project.module("m.py")
    assert module is not None
    last = HEAD.count("\n")
    calls = [call for call in module.calls if call.span.line == last]
    return Inference(project, CATALOGUE), module, calls


def names(tmp_path: Path, line: str) -> set[str]:
    inference, module, calls = calls_of(tmp_path, line)
    found = [offloaded(inference, module, call) for call in calls]
    return {item.name for item in found if isinstance(item, Name)}


@pytest.mark.parametrize("line", OFFLOADS)
def test_the_callable_is_found(line: str, tmp_path: Path) -> None:
    assert names(tmp_path, line) == {"work"}


@pytest.mark.parametrize("line", OTHERS)
def test_other_calls_offload_nothing(line: str, tmp_path: Path) -> None:
    assert names(tmp_path, line) == set()
