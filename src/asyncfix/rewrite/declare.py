"""Adds packages to where a project declares what it needs, in the layout that it has."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, Table

from asyncfix.model import Change
from asyncfix.rewrite.write import WriteError

_LISTS = ("requirements.in", "requirements.txt")
_POETRY = ("tool", "poetry", "dependencies")


def declare(root: Path, requirements: Mapping[str, str]) -> Change:
    """The change of pyproject.toml, or of the list of requirements, that declares the packages.

    `requirements` has for each package what to write. Raises WriteError if there is no such file,
    or it cannot be used.
    """
    for name, add in (("pyproject.toml", _in_project), *((name, _in_list) for name in _LISTS)):
        path = root / name
        try:
            before = path.read_bytes()
            text = before.decode()
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise WriteError(f"{name} cannot be read") from error
        after = add(text, requirements)
        if after != text:
            return Change(name, before, after.encode())
    raise WriteError("no file was found that declares dependencies")


def _in_list(text: str, requirements: Mapping[str, str]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += newline
    return text + "".join(f"{each}{newline}" for each in requirements.values())


def _in_project(text: str, requirements: Mapping[str, str]) -> str:
    """The text as it was if the file does not say what the project depends on."""
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise WriteError("pyproject.toml is not valid TOML") from error
    project = document.get("project")
    if isinstance(project, Table) and "dependencies" not in project.get("dynamic", ()):
        listed = project.setdefault("dependencies", tomlkit.array())
        if isinstance(listed, Array):
            for each in requirements.values():
                listed.append(each)
            return tomlkit.dumps(document)
    table: object = document
    for key in _POETRY:
        table = table.get(key) if isinstance(table, Mapping) else None
    if isinstance(table, Table):
        for name, each in requirements.items():
            table[name] = each[len(name) :] or "*"
        return tomlkit.dumps(document)
    return text
