"""Texts that inform a dataset without being in it: `targets` and `references`, cleaned and masked as rows are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from ft_data.recipe.fitted import Prove
from ft_data.recipe.problems import problem
from ft_data.recipe.rules import kind_of_text
from ft_data.recipe.schema import PathSpec
from ft_data.stages.build import Build

Files = PathSpec | Prove  # what says where such texts are
_SLICE = "slice"


class Entry(NamedTuple):
    """One example of a trusted file. ``place`` is its file and row."""

    title: str
    prompt: str
    response: str
    place: str
    name: str = ""  # what it calls itself: its first title or heading
    slice: str = ""


def digests(build: Build, spec: Files, key: str) -> list[str]:
    """Return what names the content of the files. Raises RecipeError when there are none."""
    from ft_data.sources import readers

    chunks = _plan(build, spec, key).chunks
    return sorted(chunk.digest for chunk in chunks) + readers.read_by(chunk.format for chunk in chunks)


def read(build: Build, spec: Files, key: str, slice: str | None = None) -> Iterator[Entry]:
    """Yield the examples of the files. Their personal data is masked: models keep what they are shown.

    ``slice`` is the field, if any, that says which slice an example belongs to.

    Raises RecipeError when a file cannot be read, or no file is found.
    """
    from ft_data.sources import guarded
    from ft_data.stages.clean_rows import Maker

    base, clean = build.home.folder(build.name), build.recipe.clean
    params: dict[str, Any] = {
        "source": key,
        "spec": {"path": "-", "expired": False, "groups": {_SLICE: slice} if slice else {}},
        "settings": {
            "clean": clean.model_copy(
                update={"pii": clean.pii if clean.pii in ("pseudonym", "keep") else "mask"}
            ).model_dump(),
            "profile": kind_of_text(build.recipe.profile),
            # Texts and pairs alike inform a dataset, whatever its own rows must be.
            "stage": "instruction",
            "govern": {},
            "web": "plain",
        },
        "repeats": [],
        "key": build.home.key(),
    }
    for chunk, batch in guarded.read(_plan(build, spec, key).chunks, base):
        for where, reason in batch.rejects:
            raise problem(f"`{key}`: {chunk.uri}{f' row {where}' if where else ''}: {reason}")
        maker = Maker(params)
        for row, raw in batch.rows:
            maker.add(f"{chunk.uri}:{row}", chunk.uri, row, orjson.loads(raw))
        for example in maker.examples:
            yield _entry(example, f"{example['source_uri']} row {example['source_row']}")


def _entry(example: dict[str, Any], place: str) -> Entry:
    system = [turn["content"] for turn in example["messages"] or [] if turn["role"] == "system"]
    prompt = example["prompt_text"]
    headings = _headings(example) or (prompt if example["kind"] != "text" else "") or " ".join(system)
    slice = dict(example["groups"] or ()).get(_SLICE) or ""
    return Entry(headings, prompt, example["response_text"], place, next(iter(_called(example)), ""), slice)


def _headings(example: dict[str, Any]) -> str:
    return " ".join(_called(example))


def _called(example: dict[str, Any]) -> list[str]:
    extra = orjson.loads(example["extra"]) if example["extra"] else {}
    found = [extra.get(name) for name in ("title", "headings", "heading")]
    flat = [" ".join(map(str, one)) if isinstance(one, list) else one for one in found if one]
    return [str(one) for one in flat]


def _plan(build: Build, spec: Files, key: str) -> Any:
    from ft_data.sources import reading

    plan = reading.plan(build.home.folder(build.name), spec.path, spec.format)
    for uri, reason in plan.rejects:
        raise problem(f"`{key}`: {uri}: {reason}")
    if not plan.chunks:
        raise problem(f"`{key}`: `{spec.path}` matches no readable file")
    return plan
