"""The fuse of a rule whose right to drop rests on reading other people's data.

Where it would drop much of a source, it drops nothing there until people judged some of these rows: the source may be
of a kind on which the rule errs. Most of them right releases it for this dataset, few demote it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST, SHARE = 3, 0.005  # a rule blows its fuse where it would drop more than both of a source
SAMPLE, RELEASE, DEMOTE = 8, 7, 3  # rows judged; right ones that release it, that demote it


@dataclass(frozen=True)
class Fuse:
    """One blown fuse: the rows it ``would`` drop of the source's ``rows``, and what people said of the ``sample``.

    ``state``: ``asking`` until enough was said, then ``released`` (it drops), ``demoted`` (it marks) or ``undecided``
    (between the two: it marks).
    """

    rule: str
    source: str
    would: int
    rows: int
    judged: int
    right: int
    state: str
    sample: tuple[str, ...]

    def __str__(self) -> str:
        said = f"{self.right} of {self.judged} judged rows were right"
        text = {
            "asking": f"drops nothing there until people judged {len(self.sample)} of them ({self.judged} so far)",
            "released": f"drops them: {said}",
            "demoted": f"marks them: {said}",
            "undecided": f"marks them: {said}, and {RELEASE} of {SAMPLE} release it",
        }[self.state]
        return f"`{self.rule}` would drop {self.would:,} of {self.rows:,} rows of `{self.source}`; it {text}"


def blown(
    would: Mapping[tuple[str, str], Sequence[str]],
    sizes: Mapping[str, int],
    judged: Mapping[tuple[str, str], bool],
) -> list[Fuse]:
    """Return the blown fuses: of the rows that each (rule, source) would drop, and the rows that each source has.

    ``judged``: whether people agreed with a (rule, record id) that they were asked about. The sample is drawn by the digits of
    the record ids, which are random; rows that were judged stay in it when others arrive.
    """
    found = []
    for (rule, source), ids in sorted(would.items()):
        if len(ids) <= max(LEAST, SHARE * sizes[source]):
            continue
        ordered = sorted(ids, key=lambda name: ((rule, name) not in judged, name[-16:-8], name))
        sample = tuple(ordered[:SAMPLE])
        said = [judged[rule, name] for name in sample if (rule, name) in judged]
        state = _state(len(sample), len(said), sum(said))
        found.append(Fuse(rule, source, len(ids), sizes[source], len(said), sum(said), state, sample))
    return found


def _state(of: int, judged: int, right: int) -> str:
    """Decide as soon as what is left cannot change it. Fewer rows than a sample need the same share."""
    release, demote = -(-RELEASE * of // SAMPLE), DEMOTE * of // SAMPLE
    if right >= release:
        return "released"
    if right + (of - judged) <= demote:
        return "demoted"
    return "undecided" if judged == of else "asking"
