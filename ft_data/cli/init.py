"""`init`: a recipe that is written after a look at the files."""

from __future__ import annotations

import itertools
import os
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ft_data.cli import output

if TYPE_CHECKING:
    from ft_data.inspection.looking import Looked

# What is private, or made again from the sources at any time.
_HOME = ("datasets", "dagster.yaml", "workspace.yaml")
_IGNORED = (
    "/warehouse/",
    "/releases/",
    "/history/",
    "/schedules/",
    "/storage/",
    "/logs/",
    ".tmp_dagster_home_*",
)


@click.command()
@click.argument("name")
@click.argument("files", nargs=-1, type=click.Path(exists=True))
@click.option("--source", "path", default="sources/*", help="Where files are, if none is named.")
@click.option("--purpose", help="One sentence: what a model trained on this should do.")
@click.option("--license", help="SPDX identifier, or `proprietary` for text of your own.")
@click.option("--consent", help="On what ground the text may be used, such as `contract`.")
@click.option(
    "--language", "languages", multiple=True, help="A wanted language, such as `en`; may be repeated."
)
@click.option("--yes", is_flag=True, help="Ask nothing, and accept what is proposed for the columns.")
@click.pass_context
def init(
    ctx: click.Context,
    name: str,
    files: tuple[str, ...],
    path: str,
    purpose: str | None,
    license: str | None,
    consent: str | None,
    languages: tuple[str, ...],
    yes: bool,
) -> None:
    """Write a recipe with comments to datasets/NAME/recipe.yaml, after a look at the files.

    Each of FILES (a file or a folder) becomes a source; nothing is copied. What its columns seem to hold is proposed, with the
    reason. A terminal is asked what no option says; elsewhere `--yes` accepts what is proposed.
    """
    from ft_data.inspection.looking import look
    from ft_data.inspection.mixture import proposed, shown
    from ft_data.recipe.base import NAME
    from ft_data.recipe.template import PURPOSE, Said, render
    from ft_data.warehouse.files import write_bytes

    if not NAME.match(name):
        raise click.UsageError(f"{name!r} is not a name: use a-z, 0-9 and _, starting with a letter")
    target = ctx.obj.recipe(name)
    if target.exists():
        raise click.UsageError(f"{target} is already there; edit it, it is yours")
    asks = not yes and sys.stdin.isatty()
    if asks:
        purpose = purpose or click.prompt("What should a model trained on this do (one sentence)?")
        license = license or click.prompt(
            "Licence of the text (an SPDX identifier; `proprietary` for your own)"
        )
        consent = consent or click.prompt("On what ground may it be used", default="contract")
    (target.parent / "sources").mkdir(parents=True, exist_ok=True)  # paths lead out of it
    given = tuple(file for file in files if not _is_ours(Path(file), ctx.obj.root))
    paths = _sources(given, target.parent) if given else {"main": path}
    said, open_, spoken = {}, [], Counter[str]()
    stages, labels = set[str](), set[str]()
    for source, where in paths.items():
        looked = look(target.parent, where) if given else None
        lines = _lines(looked) if looked else []
        note = _note(looked) if looked else ""
        if looked:
            output.prose(f"{source}: {note or 'no record could be read'}")
            for line, why in lines:
                click.echo(f"    {line}" + (f"  # {why}" if why else ""))
            if looked.languages:
                click.echo(f"    languages: {shown(looked.languages)}")
                spoken += looked.languages
            if looked.proposed.unclear:
                click.echo(f"    {looked.proposed.unclear}")
            if looked.problem:
                click.echo(f"    not read: {looked.problem}")
            if looked.proposed.records:
                stages.add(looked.proposed.stage)
                labels.add(looked.proposed.label)
        sure = not (looked and looked.proposed.unclear)
        accepted = (yes and sure) or (asks and bool(lines) and click.confirm("    Is that so?", default=sure))
        if lines and not accepted:
            open_.append(source)
        said[source] = Said(where, lines, note, accepted)
    found = tuple(proposed(spoken)) or ("en",)
    if asks and not languages:
        languages = tuple(
            click.prompt("Wanted languages (codes, blanks between)", default=" ".join(found)).split()
        )
    text = render(
        name,
        said,
        purpose=purpose or PURPOSE,
        license=license,
        consent=consent,
        languages=languages or found,
        stage=stages.pop() if len(stages) == 1 else "instruction",
        label=labels.pop() if len(labels) == 1 and not open_ else "",
    )
    write_bytes(target, text.encode())
    click.echo(f"wrote {target}")
    if added := _ignore(ctx.obj.root, ctx.obj.key_file):
        output.prose(f"wrote {ctx.obj.root / '.gitignore'}: {', '.join(added)}")
    if open_:
        output.prose(
            f"what is proposed for {', '.join(open_)} stands there as comments: take the `#` away to accept it"
        )
    put = "" if given else f"put files into {target.parent / 'sources'}, then: "
    click.echo(f"{put or 'next: '}ft-data check {name}")


def _note(looked: Looked) -> str:
    """Say in a line what a source is."""
    found = looked.proposed
    if not found.records:
        return ""
    count = f"{found.records:,} record{'' if found.records == 1 else 's'}"
    alone = f"; trained without {', '.join(found.beside[:8])}, which stand beside it" if found.beside else ""
    if found.known:
        return f"{count}, read as {found.known}{alone}"
    if found.talks:
        return f"{count} that are turns: each talk becomes one record"
    if {"prompt", "messages", "text"} & set(found.map):
        return f"{count}; what the columns seem to hold:"
    return f"{count} of a layout that is not known, and no column holds running text"


def _lines(looked: Looked) -> list[tuple[str, str]]:
    """Return what is proposed for a source as lines of YAML, each with its reason."""
    from ft_data.sources.shapes.proposal import scalar

    found = looked.proposed
    lines: list[tuple[str, str]] = []
    lines += [(f"{name}: {scalar(one.paths)}", one.why) for name, one in found.says.items()]
    for key, fields in (("talks", found.talks), ("map", found.map), ("labels", found.labels)):
        if fields:
            lines.append((f"{key}:", ""))
            lines += [(f"  {name}: {scalar(one.paths)}", one.why) for name, one in fields.items()]
    return lines


def _sources(files: tuple[str, ...], folder: Path) -> dict[str, str]:
    """Name a source after each file or folder; paths lead there from the recipe's folder."""
    found: dict[str, str] = {}
    for file in files:
        stem = re.sub(r"[^a-z0-9]+", "_", Path(file).name.split(".")[0].lower()).strip("_")
        base = stem if stem[:1].isalpha() and stem != "rejects" else f"source_{stem}".rstrip("_")
        name = next(
            one for n in itertools.count(1) if (one := base if n == 1 else f"{base}_{n}") not in found
        )
        found[name] = os.path.relpath(Path(file).resolve(), folder.resolve())
    return found


def _is_ours(file: Path, root: Path) -> bool:
    """Say whether a path is the home's own, which `init NAME *` names too in a folder that was used before."""
    names = (*_HOME, *(line.strip("/") for line in _IGNORED))
    return file.resolve().parent == root.resolve() and file.name in names


def _ignore(root: Path, key: Path) -> list[str]:
    """Keep what is private or made again out of Git; return the lines that were added."""
    file = root / ".gitignore"
    there = file.read_text("utf-8") if file.is_file() else ""
    known = {line.strip().strip("/") for line in there.splitlines()}
    wanted = (*((key.name,) if key.parent == root else ()), *_IGNORED)
    added = [line for line in wanted if line.strip("/") not in known]
    if added:
        end = "" if not there or there.endswith("\n") else "\n"
        file.write_text(there + end + "".join(f"{line}\n" for line in added), "utf-8")
    return added
