"""The targets that were selected with and those held out, and what is refused of them: overlap with each other and benchmarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ft_data.recipe.problems import problem
from ft_data.stages import decontaminated, reference_corpora
from ft_data.stages.build import Build

if TYPE_CHECKING:
    from ft_data.proof import overlap


def texts(build: Build) -> tuple[list[overlap.Text], list[overlap.Text], list[str]]:
    """Read the targets that were selected with, the held-out ones, and the slice of each of these; no text twice."""
    spec = build.recipe.prove
    assert spec is not None and build.recipe.targets is not None
    used = _distinct(reference_corpora.read(build, build.recipe.targets, "targets"))
    held = _distinct(reference_corpora.read(build, spec, "prove", spec.slice))
    for key, found in (("targets", used), ("prove", held)):
        if not found:
            raise problem(f"`{key}`: the files hold no text")
    return [one for one, _ in used], [one for one, _ in held], [slice for _, slice in held]


def _distinct(entries: Any) -> list[tuple[overlap.Text, str]]:
    from ft_data.proof import overlap

    found: dict[tuple[str, str], tuple[overlap.Text, str]] = {}
    for one in entries:
        if one.prompt.strip() or one.response.strip():
            found.setdefault(
                (one.prompt, one.response), (overlap.Text(one.prompt, one.response, one.place), one.slice)
            )
    return [found[key] for key in sorted(found)]


def refuse_overlap(build: Build, used: Sequence[overlap.Text], held: Sequence[overlap.Text]) -> None:
    """Raise RecipeError where held-out texts were selected with, or where either are of a benchmark."""
    from ft_data.proof import overlap

    said = [f"{a} is {b}" for a, b in overlap.pairs(used, held)]
    if said:
        raise problem(
            f"`prove`: held-out texts are among `targets`, so they would prove nothing: {_few(said)}"
        )
    if build.recipe.benchmarks:
        from ft_data.decontamination.index import load_index
        from ft_data.decontamination.scan import scan

        index = load_index(decontaminated.index_of(build)[0])
        for key, found in (("targets", used), ("prove", held)):
            hits = scan(overlap.table(found), index).to_pylist()
            said = [f"{hit['record_id']} is item {hit['item_id']} of {hit['benchmark']}" for hit in hits]
            if said:
                raise problem(f"`{key}`: to select for a benchmark is to train on it: {_few(said)}")


def _few(said: Sequence[str]) -> str:
    return "; ".join(said[:3]) + (f"; and {len(said) - 3} more" if len(said) > 3 else "")
