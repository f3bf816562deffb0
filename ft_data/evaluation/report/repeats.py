"""Duplicates to look at: cluster sizes, largest clusters, pairs at the threshold, and between sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ft_data.evaluation import charts
from ft_data.evaluation.report import text
from ft_data.evaluation.report.reader import Reader, Row
from ft_data.evaluation.report.text import Piece

_CLUSTERS, _MEMBERS, _PAIRS, _MATRIX = 4, 2, 4, 16


@dataclass(frozen=True)
class Pair:
    """Two rows to compare: the second is the better one, which stays if either goes."""

    removed: str
    kept: str
    score: float | None
    prompt_score: float | None = None
    outcome: str = ""


@dataclass(frozen=True)
class Picks:
    """The rows that are shown: ``clusters`` maps a kept row to its cluster's size and some of its copies."""

    clusters: Mapping[str, tuple[int, Sequence[Pair]]] = field(default_factory=dict)
    under: Sequence[Pair] = ()
    over: Sequence[Pair] = ()
    meant: Sequence[Pair] = ()  # pairs that say the same in other words, and near misses

    def ids(self) -> Iterator[str]:
        """Yield every record whose text is needed."""
        members = (pair for _, pairs in self.clusters.values() for pair in pairs)
        for pair in (*members, *self.under, *self.over, *self.meant):
            yield pair.removed
            yield pair.kept
        yield from self.clusters


def pick(reader: Reader, threshold: float) -> Picks:
    """Choose the largest clusters, and the pairs nearest to the near threshold on either side."""
    clusters: dict[str, tuple[int, Sequence[Pair]]] = {}
    if reader.has("deduped_verdicts", "record_id", "verdict", "reasons", "witness_id", "score"):
        # Rows that differ are worth a look, copies are not: half of the clusters shown are the largest, the
        # others the largest in which something differs.
        for witness, size, members in reader.rows(
            f"""
            SELECT * EXCLUDE (differ) FROM (
                SELECT witness_id, count(*) + 1 AS size, count(*) FILTER (NOT same) > 0 AS differ,
                       min({{'same': same, 'id': record_id, 'score': score}}, {_MEMBERS})
                FROM (SELECT *, list_contains(reasons, 'exact_duplicate') AS same FROM deduped_verdicts
                      WHERE verdict = 'drop' AND witness_id IS NOT NULL)
                GROUP BY witness_id
            )
            QUALIFY row_number() OVER (ORDER BY size DESC, witness_id) <= {_CLUSTERS} OR differ AND
                    row_number() OVER (PARTITION BY differ ORDER BY size DESC, witness_id) <= {_CLUSTERS}
            ORDER BY size DESC, witness_id
            """
        ):
            clusters[witness] = (size, [Pair(member["id"], witness, member["score"]) for member in members])
    if not reader.has("deduped_pairs", *_PAIR_COLUMNS):
        return Picks(clusters)
    select = f"SELECT b, a, {', '.join(_PAIR_COLUMNS[2:])} FROM deduped_pairs WHERE jaccard"
    under = reader.rows(f"{select} < ? ORDER BY jaccard DESC, a, b LIMIT {_PAIRS}", [threshold])
    over = reader.rows(f"{select} >= ? ORDER BY jaccard, a, b LIMIT {_PAIRS}", [threshold])
    return Picks(clusters, [Pair(*row) for row in under], [Pair(*row) for row in over], _meant(reader))


def _meant(reader: Reader) -> list[Pair]:
    """Return the least certain pairs of one meaning, and the nearest that something held apart."""
    if not reader.has("deduped_meanings", "a", "b", "cosine", "guard", "verdict"):
        return []
    select = "SELECT b, a, cosine, NULL, coalesce(guard, 'duplicate') FROM deduped_meanings WHERE verdict ="
    same = reader.rows(f"{select} 'duplicate' ORDER BY cosine, a, b LIMIT {_PAIRS}")
    apart = reader.rows(f"{select} 'guarded' ORDER BY cosine DESC, a, b LIMIT {_PAIRS}")
    return [Pair(*row) for row in (*same, *apart)]


_PAIR_COLUMNS = ("a", "b", "jaccard", "prompt_jaccard", "verdict")
_OUTCOMES = {
    "duplicate": "one of the two goes",
    "guarded": "both stay: prompts or answers differ too much",
    "different": "both stay",
    "short": "both stay: too short to be judged by meaning",
    "number": "both stay: their numbers differ",
    "negation": "both stay: one denies what the other says",
    "name": "both stay: they name different things",
    "opposite": "both stay: they say opposite things",
    "order": "both stay: the same words in another order",
    "words": "both stay: one says more than the other",
}


@dataclass(frozen=True)
class Compared:
    """A pair with its differences."""

    removed: str
    kept: str
    removed_source: str
    kept_source: str
    score: str
    prompt_score: str
    outcome: str
    prompt: Sequence[Piece]
    response: Sequence[Piece]

    @property
    def same(self) -> bool:
        """Tell whether nothing that is shown differs."""
        return all(piece.kind == "same" for piece in (*self.prompt, *self.response))


@dataclass(frozen=True)
class Cluster:
    """A kept row and some of the rows it stands for."""

    kept: str
    size: int
    source: str
    prompt: str
    response: str
    members: Sequence[Compared]


def clusters(picks: Picks, texts: Mapping[str, Row]) -> list[Cluster]:
    """Return the largest clusters."""
    blank = Row("", "", "")
    return [
        Cluster(
            kept,
            size,
            text.show(texts.get(kept, blank).source, 60),
            text.show(texts.get(kept, blank).prompt, 200),
            text.show(texts.get(kept, blank).response, 200),
            compared(pairs, texts),
        )
        for kept, (size, pairs) in picks.clusters.items()
    ]


def compared(pairs: Sequence[Pair], texts: Mapping[str, Row]) -> list[Compared]:
    """Return the pairs whose texts are both there, with their differences."""
    found = []
    for pair in pairs:
        removed, kept = texts.get(pair.removed), texts.get(pair.kept)
        if removed is None or kept is None:
            continue
        found.append(
            Compared(
                pair.removed,
                pair.kept,
                text.show(removed.source, 60),
                text.show(kept.source, 60),
                "" if pair.score is None else text.number(pair.score),
                "" if pair.prompt_score is None else text.number(pair.prompt_score),
                _OUTCOMES.get(pair.outcome, pair.outcome),
                text.differences(removed.prompt, kept.prompt),
                text.differences(removed.response, kept.response),
            )
        )
    return found


_SIZES = (
    (2, "2"), (3, "3"), (4, "4"), (5, "5"), (10, "≤10"), (20, "≤20"), (50, "≤50"), (100, "≤100"),
    (1000, "≤1k"),
)  # fmt: skip


def sizes(reader: Reader) -> str:
    """Return the histogram of cluster sizes."""
    bins = dict.fromkeys([label for _, label in _SIZES] + [">1k"], 0.0)
    for name, count in reader.numbers("duplicate clusters by size").items():
        bins[next((label for most, label in _SIZES if float(name) <= most), ">1k")] += count
    used = [number for number, count in enumerate(bins.values()) if count]
    if not used:
        return ""
    shown = list(bins.items())[: max(used[-1] + 1, 5)]
    return charts.histogram(
        [charts.Column(*item) for item in shown], "Clusters of duplicates by number of rows"
    )


def similarities(reader: Reader, threshold: float) -> str:
    """Return the histogram of the borderline pairs by Jaccard, with the threshold marked."""
    if not reader.has("deduped_pairs", "jaccard"):
        return ""
    step = f"floor((jaccard - {threshold!r}) * {_FINE} + 1e-9)"
    found = reader.ask(
        "borderline pairs by steps of two hundredths from the threshold",
        f"SELECT CAST(CAST({step} AS INTEGER) AS VARCHAR) AS name, count(*) AS value "
        "FROM deduped_pairs WHERE jaccard IS NOT NULL GROUP BY 1 ORDER BY CAST(name AS INTEGER)",
    )
    if not found:
        return ""
    used = [int(name) for name in found]
    bins = range(min(*used, -1), max(*used, 0) + 1)
    made = [
        charts.Column(
            f"{threshold + at / _FINE:.2f}".removeprefix("0"),
            found.get(str(at), 0),
            kind="drop" if at >= 0 else "now",
        )
        for at in bins
    ]
    title = f"Verified pairs near the threshold by Jaccard similarity; the threshold is {threshold}"
    return charts.histogram(made, title, -bins[0])


def sides(reader: Reader, threshold: float) -> Mapping[str, float]:
    """Count the pairs that are listed below and above the threshold: those nearest to it, not all there are."""
    if not reader.has("deduped_pairs", "jaccard"):
        return {}
    return reader.ask(
        "pairs listed on either side of the threshold",
        f"SELECT CASE WHEN jaccard < {threshold!r} THEN 'below' ELSE 'above' END AS name, count(*) AS value "
        "FROM deduped_pairs WHERE jaccard IS NOT NULL GROUP BY 1 ORDER BY name",
    )


_FINE = 50  # bins of two hundredths


@dataclass(frozen=True)
class Matrix:
    """Rows removed, by their source (down) and the source of the row that stays (across): (count, shade)."""

    down: Sequence[str]
    across: Sequence[str]
    cells: Mapping[tuple[str, str], tuple[int, int]]


def matrix(reader: Reader) -> Matrix | None:
    """Return the duplicates between sources."""
    found: dict[tuple[str, str], int] = {}
    for name, count in reader.numbers("duplicates between sources").items():
        removed, _, kept = name.partition(" -> ")
        found[removed, kept] = int(count)
    if not found:
        return None
    most = max(found.values())
    weight = {name: sum(n for pair, n in found.items() if name in pair) for pair in found for name in pair}
    down = sorted({pair[0] for pair in found}, key=lambda name: (-weight[name], name))[:_MATRIX]
    across = sorted({pair[1] for pair in found}, key=lambda name: (-weight[name], name))[:_MATRIX]
    return Matrix(down, across, {pair: (count, charts.shade(count, most)) for pair, count in found.items()})


def search(recall: Mapping[str, float]) -> str:
    """Return the histogram of the chance, in percent, that the search compares two rows, by their similarity."""
    columns = [
        charts.Column(similarity.removeprefix("0"), round(100 * chance, 2))
        for similarity, chance in sorted(recall.items())
    ]
    return (
        charts.histogram(columns, "Chance in percent that two rows are compared, by similarity")
        if columns
        else ""
    )
