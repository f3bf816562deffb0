"""Validation in stages: each is named, the first that finds something decides, and what cannot be judged does not pass."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from ft_data.synthesis.checks.contradiction import contradiction
from ft_data.synthesis.checks.copied import copied
from ft_data.synthesis.checks.grounding import grounding
from ft_data.synthesis.checks.length import length
from ft_data.synthesis.checks.novelty import Known
from ft_data.synthesis.checks.words import words
from ft_data.synthesis.generation import Made, Validate
from ft_data.synthesis.passages import Passage
from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import Finding, Pair

Findings = Mapping[str, Finding]  # by the key of the request
Batch = Callable[[Sequence[Made]], Findings]  # what is cheaper for many at once: language, benchmarks
Judged = tuple[Mapping[str, Finding | None], str | None]


# By name, in their order: each looks at one question with its answer, the passage that it is about, and what was told.
GATES: Mapping[str, Callable[[Pair, Passage, Sequence[str]], Finding | None]] = {
    "length": lambda pair, passage, told: length(pair),
    "copied": lambda pair, passage, told: copied(pair, words(passage.text), told),
    "grounding": lambda pair, passage, told: grounding(pair, passage.whole),
    "contradiction": lambda pair, passage, told: contradiction(pair, passage.text),
}


def alone(
    pair: Pair, passage: Passage, told: Sequence[str], gates: Collection[str] = tuple(GATES)
) -> Finding | None:
    """Validate one generation by itself and its passage."""
    found = (gate(pair, passage, told) for name, gate in GATES.items() if name in gates)
    return next(filter(None, found), None)


def validator(
    told: str,
    named: Callable[[Request], str],
    first: Sequence[Batch] = (),
    then: Sequence[Batch] = (),
    judges: Sequence[Callable[[Sequence[Made]], Judged]] = (),
    gates: Collection[str] = tuple(GATES),
) -> Validate:
    """Return what validates waves: ``told`` is the instruction, ``named`` the name of a request's row, ``first`` and ``then`` look at all of a wave before and after
    each generation is looked at alone, ``judges`` come last, in turn.

    A judge that is silent about a generation leaves it pending: nothing passes unjudged.
    """
    instruction = words(told)

    def each(made: Sequence[Made]) -> Findings:
        looked = {
            one.request.key: next(
                filter(None, (alone(pair, one.ground, instruction, gates) for pair in one.pairs)), None
            )
            for one in made
        }
        return {key: finding for key, finding in looked.items() if finding is not None}

    def validate(wave: Sequence[Made], kept: Sequence[Made]) -> Judged:
        found: dict[str, Finding | None] = dict.fromkeys(one.request.key for one in wave)
        for batch in (*first, each, *then):
            left = [one for one in wave if found[one.request.key] is None]
            found |= batch(left) if left else {}
        seen = Known()
        for one in kept:
            assert one.pair is not None
            seen.add(one.pair, one.request.passage.record_id, named(one.request))
        for one in wave:
            if found[one.request.key] is None:
                assert one.pair is not None
                parent = one.request.passage.record_id
                found[one.request.key] = twin = seen.find(one.pair, parent)
                if twin is None:
                    seen.add(one.pair, parent, named(one.request))
        silent = None
        for judge in judges:
            left = [one for one in wave if one.request.key in found and found[one.request.key] is None]
            said, why = judge(left) if left else ({}, None)
            for one in left:
                del found[one.request.key]
            found |= said
            silent = silent or why
        return found, silent

    return validate
