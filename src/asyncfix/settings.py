"""What the user asked for: the configuration file under the command line's options, checked."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path

from asyncfix.errors import UsageError

STRATEGIES = ("auto", "native", "thread", "def", "process")
HTTP_CLIENTS = ("auto", "httpx", "httpx2", "aiohttp")
EXACTNESS = ("usual", "strict")
SCOPES = ("per-use", "shared")


@dataclass(frozen=True, slots=True)
class Settings:
    """The options of one run.

    `jobs` is 0 for the number of cores. `root` is the folder of the pyproject.toml that was
    found, or the working folder; the patterns in `exclude` are relative to it.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    strategy: str = "auto"
    unsafe_fixes: bool = False
    http_client: str = "auto"
    http_exactness: str = "usual"
    http_accept: tuple[str, ...] = ()
    http_client_scope: str = "per-use"
    add_dependencies: bool = False
    exit_zero: bool = False
    jobs: int = 0
    exclude: tuple[str, ...] = ()
    root: Path = field(default_factory=Path.cwd)


def load(
    start: Path, config: Path | None, isolated: bool, overrides: Mapping[str, object]
) -> Settings:
    """The settings for work on this folder or file.

    They come from `config`, or from the nearest pyproject.toml that has a [tool.asyncfix] table,
    or from neither if `isolated`. `overrides` holds the options that were given, by field name.
    Raises UsageError for a file, a key or a value that can't be used.
    """
    if config is not None and isolated:
        raise UsageError("--config and --isolated exclude each other")
    settings = Settings()
    if config is not None:
        settings = _over(settings, _Layer(f"{config}: ", _explicit(config)))
    elif not isolated and (found := _nearest(start)):
        file, table = found
        settings = _over(replace(settings, root=file.parent), _Layer(f"{file}: ", table))
    options = {key.replace("_", "-"): value for key, value in overrides.items()}
    return _with_options(settings, _Layer("--", options))


@dataclass(frozen=True, slots=True)
class _Layer:
    """Values that nobody has checked yet, and what names the place of a key in a message."""

    place: str
    values: Mapping[str, object]

    def texts(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = self.values.get(key, default)
        items = tuple(value) if isinstance(value, list | tuple) else (None,)
        texts = tuple(item for item in items if isinstance(item, str))
        if len(texts) < len(items):
            raise self._wrong(key, "a list of strings")
        return texts

    def choice(self, key: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str) or value not in choices:
            raise self._wrong(key, f"one of {', '.join(choices)}")
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def number(self, key: str, default: int) -> int:
        value = self.values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self._wrong(key, "a whole number, 0 or more")
        return value

    def _wrong(self, key: str, expected: str) -> UsageError:
        return UsageError(f"{self.place}{key} must be {expected}, not {self.values[key]!r}")


def _over(base: Settings, layer: _Layer) -> Settings:
    """The settings with those of the layer in the place of their own. Raises UsageError."""
    known = [item.name.replace("_", "-") for item in fields(Settings) if item.name != "root"]
    for key in layer.values:
        if key not in known:
            close = get_close_matches(key.replace("_", "-"), known, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise UsageError(f"{layer.place}unknown setting {key!r}{hint}")
    settings = replace(
        base,
        select=layer.texts("select", base.select),
        extend_select=layer.texts("extend-select", base.extend_select),
        ignore=layer.texts("ignore", base.ignore),
        strategy=layer.choice("strategy", base.strategy, STRATEGIES),
        unsafe_fixes=layer.flag("unsafe-fixes", base.unsafe_fixes),
        http_client=layer.choice("http-client", base.http_client, HTTP_CLIENTS),
        http_exactness=layer.choice("http-exactness", base.http_exactness, EXACTNESS),
        http_accept=layer.texts("http-accept", base.http_accept),
        http_client_scope=layer.choice("http-client-scope", base.http_client_scope, SCOPES),
        add_dependencies=layer.flag("add-dependencies", base.add_dependencies),
        exit_zero=layer.flag("exit-zero", base.exit_zero),
        jobs=layer.number("jobs", base.jobs),
        exclude=layer.texts("exclude", base.exclude),
    )
    if settings.http_accept and settings.http_exactness == "strict":
        raise UsageError(f'{layer.place}http-exactness = "strict" leaves nothing to http-accept')
    return settings


def _with_options(base: Settings, options: _Layer) -> Settings:
    """The settings under the command line's options.

    `--select` states a whole selection of its own. `--extend-select` and `--ignore` add to what
    the file says, and take back what it says to the contrary.
    """
    if "select" in options.values:
        base = replace(base, extend_select=(), ignore=())
    more = options.texts("extend-select", ())
    less = options.texts("ignore", ())
    return replace(
        _over(base, options),
        extend_select=(*(code for code in base.extend_select if code not in less), *more),
        ignore=(*(code for code in base.ignore if code not in more), *less),
    )


def _nearest(start: Path) -> tuple[Path, Mapping[str, object]] | None:
    """The first pyproject.toml here or above that has our table, and the table."""
    here = Path(os.path.abspath(start))
    for folder in (here, *here.parents):
        file = folder / "pyproject.toml"
        if file.is_file() and (table := _table(file, _toml(file))) is not None:
            return file, table
    return None


def _explicit(file: Path) -> Mapping[str, object]:
    """Our table in the file; the whole of a file that has none and is no pyproject.toml."""
    content = _toml(file)
    table = _table(file, content)
    if table is None and file.name == "pyproject.toml":
        raise UsageError(f"{file}: has no [tool.asyncfix] table")
    return content if table is None else table


def _table(file: Path, content: Mapping[str, object]) -> Mapping[str, object] | None:
    tool = content.get("tool")
    if not isinstance(tool, dict) or "asyncfix" not in tool:
        return None
    table = tool["asyncfix"]
    if not isinstance(table, dict):
        raise UsageError(f"{file}: tool.asyncfix must be a table, not {table!r}")
    return table


def _toml(file: Path) -> Mapping[str, object]:
    # Imported here, because most runs of `--version` and `--help` read no settings.
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise UsageError(f"{file}: not valid TOML: {' '.join(str(error).split())}") from error
