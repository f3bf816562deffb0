"""docs/commands.md, generated from the commands: `python -m ft_data.cli.docs > docs/commands.md`."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from ft_data.cli import COMMANDS, cli

_HEAD = """# The commands

Generated from the commands by `python -m ft_data.cli.docs`; do not edit. `ft-data COMMAND -h` says the same in a terminal.
"""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its whole name, those of groups after their group."""
    context = click.Context(cli)
    yield "ft-data", cli
    for name in COMMANDS:
        found = cli.get_command(context, name)
        assert found is not None
        yield f"ft-data {name}", found
        if isinstance(found, click.Group):
            for inner, command in found.commands.items():
                yield f"ft-data {name} {inner}", command


def render() -> str:
    """Return the whole page as Markdown."""
    return _HEAD + "".join(_section(name, command) for name, command in commands())


def _section(name: str, command: click.Command) -> str:
    context = click.Context(command, show_default=True)
    lines = [
        f"\n## `{' '.join([name, *command.collect_usage_pieces(context)])}`\n",
        inspect.cleandoc(command.help or ""),
    ]
    if rows := [_row(one, context) for one in command.params if isinstance(one, click.Option)]:
        lines += ["", "| option | meaning |", "|---|---|", *rows]
    return "\n".join(lines) + "\n"


def _row(option: click.Option, context: click.Context) -> str:
    written, meaning = (text.replace("|", "\\|") for text in option.get_help_record(context) or ("", ""))
    return f"| `{written}` | {meaning} |"


if __name__ == "__main__":
    print(render(), end="")
