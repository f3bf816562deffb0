"""The tutorial and the page of questions: the commands do what is printed below them, the messages are those the program has."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from itertools import pairwise

import pyarrow.parquet as pq
import pytest

from ft_data.cli import COMMANDS, invoke, main
from ft_data_tests.realdata import ROOT

_BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.M | re.S)


@pytest.mark.slow
def test_the_tutorial_does_what_it_says(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    out = ""
    for kind, block in _BLOCK.findall((ROOT / "docs/tutorial.md").read_text("utf-8")):
        if kind == "text":
            said = " ".join(re.sub("[│┃]", " ", out).split())
            for line in block.splitlines():
                assert " ".join(line.split()) in said, (line, out)
        elif block.startswith("cat > "):
            assert subprocess.run(["sh", "-c", block], cwd=tmp_path, check=True).returncode == 0
        else:
            out = ""
            for line in block.splitlines():
                command, *args = shlex.split(line)
                assert command == "ft-data" and invoke(args) == 0, (line, capsys.readouterr())
                out += capsys.readouterr().out
    files = [path for path in (tmp_path / "releases/lamps/1.0.0").rglob("*") if path.is_file()]
    # Decoded: in packed bytes nothing is found, but for a short word by chance.
    made = "\n".join(
        str(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else path.read_text("utf-8")
        for path in files
    )
    assert "[NAME]" in made
    found = re.findall(r"(?i)\b(?:mira|okafor|petrel|brandl|quist|fairweather|lindholm)\b|7911 123456", made)
    assert not found


def _messages() -> list[str]:
    """Return what the program can say: its texts, with … for what they put in."""
    found = []
    for path in (ROOT / "ft_data").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = (one.value if isinstance(one, ast.Constant) else "…" for one in node.values)
                found.append("".join(map(str, parts)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return found


def test_every_message_of_the_page_is_one_that_the_program_has():
    page = (ROOT / "docs/faq.md").read_text("utf-8")
    table = page.partition("<!-- messages -->\n")[2].partition("<!-- /messages -->")[0]
    told = [re.split(r"(?<!\\)\|", line)[1].strip() for line in table.splitlines()[2:]]
    assert len(told) > 15
    has = "\n\0".join(_messages())
    for message in told:
        way = ".{0,80}?".join(re.escape(part) for part in message.split("…"))
        assert re.search(way.replace(r"\ ", r"\s"), has), message


def test_commands_and_options_of_the_pages_are_there(capsys):
    text = "".join((ROOT / f"docs/{name}.md").read_text("utf-8") for name in ("tutorial", "faq"))
    for command, rest in re.findall(r"`ft-data ([a-z]+)([^`]*)`", text):
        assert command in COMMANDS
        invoke([command, "--help"])
        known = capsys.readouterr().out
        assert all(option in known for option in re.findall(r"--[a-z-]+", rest)), (command, rest)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_completes_commands(shell):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "_FT_DATA_COMPLETE": f"{shell}_source"}
    command = [sys.executable, "-c", "from ft_data.cli import main; main()"]
    page = (ROOT / "docs/faq.md").read_text("utf-8")
    assert f"_FT_DATA_COMPLETE={shell}_source ft-data" in page
    said = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert f"{shell}_complete" in said.stdout
    asked = {
        "_FT_DATA_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": "ft-data ru",
        "COMP_CWORD": "ru" if shell == "fish" else "1",
    }
    said = subprocess.run(command, env={**environment, **asked}, capture_output=True, text=True)
    assert re.search(r"\brun\b", said.stdout) and re.search(r"\brules\b", said.stdout)


def test_windows_is_told_what_to_do(monkeypatch, capsys):
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit) as ended:
        main(["check"])
    assert ended.value.code == 2 and "wsl --install" in capsys.readouterr().err


def test_the_blocks_of_the_tutorial_follow_each_other():
    kinds = [kind for kind, _ in _BLOCK.findall((ROOT / "docs/tutorial.md").read_text("utf-8"))]
    assert kinds[0] == "sh" and ("text", "text") not in pairwise(kinds)
