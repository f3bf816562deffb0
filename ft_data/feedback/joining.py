"""Records that belong together: scores with what they are of, and the two halves of a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import TypeVar

from ft_data.feedback.said import Exchange, Said, Score

Place = TypeVar("Place", bound=Hashable)


def join(
    records: Iterable[tuple[Place, Said]],
) -> tuple[list[tuple[Place, Exchange]], list[tuple[Place, str]]]:
    """Return the exchanges with their scores, in order, and the records that belong to nothing with the reason.

    Records of one call are one exchange, where its first one stands. A score is of the exchange that the first of its ids names; of a trace of several, that is the last one.
    """
    records = list(records)
    halves = _halves([(place, one) for place, said in records for one in said.exchanges])
    exchanges = _once(
        [(place, one) for place, one in halves if one.prompt and (one.answer or one.right or one.scores)]
    )
    known: dict[str, int] = {}
    for at, (_, one) in enumerate(exchanges):
        for name in one.ids:
            if name not in known or _order(exchanges[known[name]][1]) <= _order(one):
                known[name] = at
    found: dict[int, list[Score]] = defaultdict(list)
    left = [
        (place, "one half of a call: its other half, under the same id, is in no file")
        for place, one in halves
        if not one.prompt or not (one.answer or one.right or one.scores)
    ]
    left += [(place, why) for place, said in records for why in said.unread]
    for place, said in records:
        for score in said.scores:
            target = next((known[name] for name in score.of if name in known), None)
            if target is None:
                left.append((place, "a score of something that is in no file"))
            else:
                found[target].append(score)
    joined = [
        (place, replace(one, scores=(*one.scores, *found[at])) if at in found else one)
        for at, (place, one) in enumerate(exchanges)
    ]
    return joined, left


def _order(one: Exchange) -> float:
    return one.at.timestamp() if one.at else 0.0


def _once(found: list[tuple[Place, Exchange]]) -> list[tuple[Place, Exchange]]:
    """Put the records of one call together: their scores all count, and of answers that differ the one that a filter cut out."""
    at: dict[tuple[str, str], int] = {}
    kept: list[tuple[Place, Exchange]] = []
    for place, one in found:
        key = (one.tried, one.prompt)
        if not one.tried or key not in at:
            at[key] = len(kept)
            kept.append((place, one))
            continue
        where, first = kept[at[key]]
        kept[at[key]] = (
            where,
            replace(
                first,
                answer=min((said for said in (first.answer, one.answer) if said), key=len, default=""),
                right=first.right or one.right,
                slice=first.slice or one.slice,
                model=first.model or one.model,
                release=first.release or one.release,
                at=first.at or one.at,
                ids=tuple(dict.fromkeys((*first.ids, *one.ids))),
                scores=tuple(dict.fromkeys((*first.scores, *one.scores))),
                names=tuple(dict.fromkeys((*first.names, *one.names))),
            ),
        )
    return kept


def _halves(found: list[tuple[Place, Exchange]]) -> list[tuple[Place, Exchange]]:
    """Put a prompt without an answer and an answer without a prompt together where an id of theirs is the same.

    Of several prompts to one answer the last is what was asked, and those before are what was said earlier.
    """
    answers = {
        name: at for at, (_, one) in enumerate(found) if not one.prompt and one.answer for name in one.ids
    }
    asked: dict[int, int] = {}
    earlier: set[int] = set()
    for place, (_, one) in enumerate(found):
        at = next((answers[name] for name in one.ids if name in answers), None)
        if one.prompt and not one.answer and at is not None:
            before = asked.get(at, place)
            late = place if _order(one) >= _order(found[before][1]) else before
            earlier |= {place, before} - {late}
            asked[at] = late
    whole = {at: entry for at, entry in enumerate(found) if at not in earlier and at not in asked}
    for at, place in asked.items():
        (where, one), other = found[place], found[at][1]
        whole[place] = (
            where,
            replace(
                one,
                answer=other.answer,
                model=other.model or one.model,
                slice=one.slice or other.slice,
                at=other.at or one.at,
                ids=(*one.ids, *other.ids),
                scores=(*one.scores, *other.scores),
            ),
        )
    return [whole[at] for at in sorted(whole)]
