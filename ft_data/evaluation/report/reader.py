"""What the page reads: stored numbers, and a few more questions whose SQL is kept beside the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ft_data.evaluation.report.text import READ

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Stored:
    """Numbers of one section that share a query, as the evaluation wrote them down."""

    section: str
    sql: str
    values: tuple[tuple[str, float, str], ...]


@dataclass(frozen=True)
class Row:
    """The masked text of one example and where it came from."""

    prompt: str
    response: str
    source: str


@dataclass
class Reader:
    """Reads one version. Views that are not there read as empty, so every section works without them."""

    con: duckdb.DuckDBPyConnection
    asked: list[Stored] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._columns: dict[str, set[str]] = {}
        for view, column in self.con.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
        ).fetchall():
            self._columns.setdefault(view, set()).add(column)
        self.stored = self._stored()

    def has(self, view: str, *columns: str) -> bool:
        """Tell whether a view is there, with these columns."""
        return view in self._columns and self._columns[view].issuperset(columns)

    def columns(self, view: str) -> set[str]:
        """Return the columns of a view; none when it is not there."""
        return self._columns.get(view, set())

    def views(self, prefix: str) -> list[str]:
        """Return the views whose name starts so."""
        return sorted(view for view in self._columns if view.startswith(prefix))

    def numbers(self, section: str) -> dict[str, float]:
        """Return the stored numbers of a section, in the order of its query."""
        return {
            name: value for held in self.stored if held.section == section for name, value, _ in held.values
        }

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query that is not worth showing (it fetches examples, not numbers)."""
        return self.con.execute(sql, list(values)).fetchall()

    def ask(self, section: str, sql: str) -> dict[str, float]:
        """Return the numbers of a query (``name, value``) and keep both for the appendix."""
        found = {str(name): float(value) for name, value in self.rows(sql)}
        self.asked.append(Stored(section, sql, tuple((name, value, "") for name, value in found.items())))
        return found

    def table(
        self, section: str, view: str, name: str, columns: Sequence[str], where: str = "true"
    ) -> dict[str, float]:
        """Ask for the figures of a view (see `ask`): of each row, which the expression ``name`` names, those of its columns that are known."""
        listed = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(f'"{column}"::DOUBLE AS "{column}"' for column in columns)
        return self.ask(
            section,
            f"SELECT row_name || ': ' || figure AS name, value FROM (UNPIVOT (SELECT {name} AS row_name, {values} FROM {view} WHERE {where}) "
            f"ON {listed} INTO NAME figure VALUE value) ORDER BY name",
        )

    def texts(self, ids: Iterable[str]) -> dict[str, Row]:
        """Return the text of examples by id, from ``cleaned`` and from what people wrote."""
        wanted = sorted(set(ids))
        sources = [
            view for view in ("cleaned", "reviewed_made") if self.has(view, "prompt_text", "response_text")
        ]
        if not wanted or not sources:
            return {}
        found: dict[str, Row] = {}
        for view in sources:
            for name, prompt, response, source in self.rows(
                f"SELECT record_id, left(prompt_text, {READ}), left(response_text, {READ}), source "
                f"FROM {view} WHERE record_id IN (SELECT unnest(?))",
                [wanted],
            ):
                found[name] = Row(prompt or "", response or "", source or "")
        return found

    def _stored(self) -> list[Stored]:
        if not self.has("eval_report", "section", "name", "value", "text", "query"):
            return []
        held: dict[tuple[str, str], list[tuple[str, float, str]]] = {}
        for section, name, value, text, query in self.rows(
            "SELECT section, name, value, text, query FROM eval_report"
        ):
            held.setdefault((section, query), []).append((name, value, text or ""))
        return [Stored(section, query, tuple(values)) for (section, query), values in held.items()]
