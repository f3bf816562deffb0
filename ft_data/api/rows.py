"""Rows in the forms that people have them in: what each says, and the same form with fewer rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import ft_data.api.table
from ft_data.api.settings import WrongSetting

if TYPE_CHECKING:
    import pyarrow as pa

Names = str | Sequence[str] | None


def records(rows: Any) -> list[Any]:
    """Return rows as a list of texts and mappings. Raises TypeError for a form that is not known."""
    if isinstance(rows, ft_data.api.table.Table):
        return rows.to_dicts()
    if hasattr(rows, "iloc"):  # pandas: a frame, or a series of texts
        found: list[Any] = rows.to_dict("records") if rows.ndim == 2 else rows.tolist()
        return found
    if hasattr(rows, "__arrow_c_stream__"):  # Arrow, polars
        import pyarrow as pa

        read: list[Any] = pa.table(rows).to_pylist()
        return read
    if isinstance(rows, Sequence) and not isinstance(rows, str | bytes):
        return list(rows)
    raise TypeError(
        "rows are a list of texts or of dicts, a pandas, Arrow or polars table, or a table of a dataset; "
        f"not {type(rows).__name__}"
    )


def take(rows: Any, numbers: Sequence[int]) -> Any:
    """Return some rows, by number, in the form they came in."""
    if isinstance(rows, ft_data.api.table.Table):
        return ft_data.api.table.Table(rows.name, found=take(rows.arrow(), numbers))
    if hasattr(rows, "iloc"):
        return rows.iloc[list(numbers)]
    if isinstance(rows, Sequence):
        some = [rows[number] for number in numbers]
        return tuple(some) if isinstance(rows, tuple) else some
    if hasattr(rows, "take"):  # Arrow
        import pyarrow as pa

        return rows.take(pa.array(numbers, pa.int64()))
    return rows[list(numbers)]  # polars


def examples(rows: Sequence[Any], prompt: Names = None, response: Names = None) -> pa.Table:
    """Return what each row asks and answers, one example a row: ``record_id`` is its number, ten digits.

    ``prompt`` and ``response`` name fields; without them a row is read as a source's record is (instruction, messages,
    preference, ...), and what is none of these counts with all that it holds. Raises TypeError for a row that is neither a text
    nor a mapping, WrongSetting for a field that no row has, and ValueError for a row that nests deeper than 254 levels.
    """
    import pyarrow as pa

    from ft_data.example import EXAMPLE

    if prompt is not None or response is not None:
        _require([*_listed(prompt), *_listed(response)], rows)
        made = [_named(row, number, _listed(prompt), _listed(response)) for number, row in enumerate(rows)]
    else:
        read = _Reader()
        made = [read(row, number) for number, row in enumerate(rows)]
    fields = ("record_id", "prompt_text", "response_text", "messages", "chosen", "rejected")
    schema = pa.schema([EXAMPLE.field(name) for name in fields])
    named = [{"record_id": f"{number:010d}", **one} for number, one in enumerate(made)]
    return pa.Table.from_pylist(named, schema)


def _listed(names: Names) -> list[str]:
    return [names] if isinstance(names, str) else list(names or ())


def _require(names: Sequence[str], rows: Sequence[Any]) -> None:
    known = {key for row in rows if isinstance(row, Mapping) for key in row}
    for name in names:
        if rows and name not in known:
            raise WrongSetting(
                f"no row has a field `{name}`; there are {', '.join(sorted(map(str, known))) or 'none'}"
            )


def _named(row: Any, number: int, prompt: Sequence[str], response: Sequence[str]) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        raise TypeError(f"row {number} has no fields: it is {type(row).__name__}")
    asked, said = (
        "\n\n".join(_text(row[name]) for name in names if row.get(name) is not None)
        for names in (prompt, response)
    )
    return {"prompt_text": asked, "response_text": said}


def _text(value: Any) -> str:
    return (value if isinstance(value, str) else str(value)).encode("utf-8", "replace").decode()


class _Reader:
    """Reads rows as records of a source about which nothing is said."""

    def __init__(self) -> None:
        from ft_data.recipe.schema import Source
        from ft_data.sources.shapes import Mapper

        self._mapper = Mapper(Source.model_validate({"path": "-"}), "instruction")

    def __call__(self, row: Any, number: int) -> dict[str, Any]:
        import orjson

        from ft_data.example import texts
        from ft_data.sources.canonical import canonical_json

        if isinstance(row, str):
            return {"prompt_text": "", "response_text": _text(row)}
        if not isinstance(row, Mapping):
            raise TypeError(f"row {number} is neither a text nor a mapping: it is {type(row).__name__}")
        turns = ("messages", "chosen", "rejected")
        if isinstance(row.get("prompt_text"), str) and isinstance(
            row.get("response_text"), str
        ):  # an example already
            return {name: row.get(name) for name in ("prompt_text", "response_text", *turns)}
        try:
            written = canonical_json(dict(row))
        except ValueError as error:
            raise ValueError(f"row {number}: {error}") from None
        drafts = self._mapper(orjson.loads(written)).drafts
        if len(drafts) != 1:
            return {"prompt_text": "", "response_text": written.decode()}
        draft = drafts[0]
        asked, said = texts(draft.kind, draft.messages or [], draft.chosen)
        return {"prompt_text": asked, "response_text": said, **{name: getattr(draft, name) for name in turns}}
