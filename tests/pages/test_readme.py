"""What the README shows and promises is what the tool does."""

from __future__ import annotations

import re
from pathlib import Path

from typer.testing import CliRunner

from asyncfix.cli.commands import app
from asyncfix.registry import packs, rules
from asyncfix.settings import Settings, load
from asyncfix.testing import cases, fix_source

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_is_the_tools_output() -> None:
    (case,) = cases(README)
    assert case.before != case.after
    assert fix_source(case.before, options=case.options) == case.after


def test_the_table_lists_every_rule_by_its_name() -> None:
    listed = re.findall(r"^\| \[(AF\d+)\]\((\S+)\) \| ([\w-]+) \|", README, re.MULTILINE)
    assert {code: name for code, _, name in listed} == {
        rule.code: rule.name for rule in rules(packs()).values()
    }
    assert all((ROOT / link).is_file() for _, link, _ in listed)


def test_the_settings_are_all_there_with_their_defaults(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```toml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    config = tmp_path / "pyproject.toml"
    config.write_text(block, encoding="utf-8")
    assert load(tmp_path, None, False, {}) == Settings(root=tmp_path)
    named = set(re.findall(r"^([\w-]+) = ", block, re.MULTILINE))
    assert named == {name.replace("_", "-") for name in Settings.__slots__} - {"root"}


def test_every_option_exists() -> None:
    ours, _, _ = README.partition("## Beside other tools")
    named = set(re.findall(r"`(?:asyncfix \w+ )?(--[\w-]+)", ours))
    run = CliRunner()
    helps = [
        run.invoke(app, [name, "--help"], env={"COLUMNS": "200"}) for name in ("check", "apply")
    ]
    shown = "".join(page.output for page in helps)
    assert {"--diff", "--unsafe-fixes"} < named
    assert not {option for option in named if option not in shown}
