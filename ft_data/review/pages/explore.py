"""All rows of the dataset: a page of a view, and the view as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from starlette.responses import Response, StreamingResponse

from ft_data.review import spans
from ft_data.review.edits import fields
from ft_data.review.explore import export, meaning
from ft_data.review.explore.labels import NAMES, label
from ft_data.review.explore.listing import listing
from ft_data.review.explore.view import View, read
from ft_data.review.person import LEADS, TRUSTED
from ft_data.review.request_context import Elsewhere, RequestContext

_PIECE = 64 * 2**10  # bytes of a file that are read at once


def rows(context: RequestContext) -> Response:
    """Show the rows that an address means, and what they could be narrowed down to."""
    context.app.follow()
    index = context.app.shelf.index()
    found = listing(index, asked(context))
    return context.page(
        "rows.html",
        found=found,
        chosen=chips(found.view),
        signals=sorted(index.numeric),
        most=export.MOST,
        ordered=found.view.signal or (export.NEARNESS if found.view.words and found.view.meant else ""),
        most_near=meaning.MOST,
        nearest=index.near(found.view.words).known if found.view.words and found.view.meant else None,
        may_act=context.person.role in LEADS,
        may_export=context.person.role in TRUSTED,
    )


def file(context: RequestContext) -> Response:
    """Give the rows of a view as a file."""
    ending = context.request.path_params["ending"]
    if ending not in export.TYPES:
        return context.page("missing.html", status=404, what="kind of file", name=ending)
    index = context.app.shelf.index()
    # Beside the log, without a name: texts of 20,000 rows may be more than there is memory, and leave nothing behind.
    held = tempfile.TemporaryFile(dir=context.app.db.path.parent)  # noqa: SIM115 (the answer closes it)
    try:
        made = export.lines(index, asked(context), context.app.masked, _marks(context))
        export.write(made, ending, held)
        size = held.tell()
        held.seek(0)
    except BaseException:
        held.close()
        raise
    headers = {
        "content-disposition": f'attachment; filename="{context.app.dataset}-rows.{ending}"',
        "content-length": str(size),
    }
    return StreamingResponse(_pieces(held), media_type=export.TYPES[ending], headers=headers)


def _marks(context: RequestContext) -> dict[str, list[dict[str, object]]]:
    """Return the marks of rows as they are now, without who made them; their words where texts may leave."""
    found = spans.standing(context.app.db.con)
    rows = context.app.rows.get(list(found))
    told: dict[str, list[dict[str, object]]] = {}
    for record_id, row in rows.items():
        texts = fields(row.example)
        for one in found[record_id]:
            if one.content_hash == row.example["content_hash"]:
                said = {**one.place._asdict(), "label": one.label}
                words = {"words": texts[one.place.field][one.place.start : one.place.end]}
                told.setdefault(record_id, []).append(said | (words if context.app.masked else {}))
    return told


def _pieces(held: BinaryIO) -> Iterator[bytes]:
    """Yield a file piece by piece, and close it however that ends."""
    with held:
        while piece := held.read(_PIECE):
            yield piece


def asked(context: RequestContext) -> View:
    """Return the view that an address means, which names its dataset from then on. Raises NotANumber and Elsewhere."""
    view, here = read(context.query), context.app.dataset
    if view.of not in ("", here):  # another one's station answers on this port when it runs
        raise Elsewhere(
            f"This is the station of {here}, and the address is about {view.of[:80]!r}. Stop this one and "
            "start that one with: ft-data review NAME"
        )
    return replace(view, of=here)


def chips(view: View) -> list[tuple[str, str, str]]:
    """Name what a view asks for: the facet, the value in words, and the address without it."""
    found = [
        (NAMES[name], label(name, value), view.with_value(name, value).query)
        for name, values in view.facets.items()
        for value in values
    ]
    if view.box is not None:
        found.append(("On the map", "a stretch of it", view.inside(None).query))
    return [
        *found,
        *(
            [("About" if view.meant else "Words", view.words, view.without_words().query)]
            if view.words
            else []
        ),
    ]
