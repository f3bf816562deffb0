"""The map of the dataset: a sample of a view's rows as points, the same as a table, and a stretch of it as rows."""

from __future__ import annotations

import threading

import orjson
from starlette.responses import Response

from ft_data.review.explore.atlas import Atlas
from ft_data.review.explore.facets import meet
from ft_data.review.explore.index import Index
from ft_data.review.explore.points import COLOURS, MOST, points, table
from ft_data.review.pages.explore import asked, chips
from ft_data.review.request_context import RequestContext


def show(context: RequestContext) -> Response:
    """Show the map, or how far it is."""
    index, view = context.app.shelf.index(), asked(context)
    atlas = _atlas(context, index)
    colour = _colour(context)
    if atlas is None:
        return context.page(
            "map.html",
            here="/rows",
            view=view,
            chosen=chips(view),
            placed=index.placed,
            total=len(index),
            points=None,
        )
    among = meet([*index.masks(view).values()])
    return context.page(
        "map.html",
        here="/rows",
        view=view,
        chosen=chips(view),
        points=points(index, atlas, among, colour),
        most=MOST,
        colour=colour,
        colours=COLOURS,
        stretches=table(index, atlas, among, view),
    )


def data(context: RequestContext) -> Response:
    """Give the points of the map."""
    index = context.app.shelf.index()
    atlas = _atlas(context, index)
    if atlas is None:
        return Response(b"{}", 503, media_type="application/json")
    drawn = points(index, atlas, meet([*index.masks(asked(context)).values()]), _colour(context))
    found = {"x": drawn.x, "y": drawn.y, "colour": drawn.colour}
    return Response(orjson.dumps(found), media_type="application/json")


def _colour(context: RequestContext) -> str:
    colour = context.query.get("colour", "")
    return colour if colour in COLOURS else COLOURS[0]


def _atlas(context: RequestContext, index: Index) -> Atlas | None:
    """Return the places of all rows; where nobody found them yet, begin to and wait a moment, which a small dataset needs."""
    if index.atlas is None:
        # Waited for at the end: an interpreter that leaves a thread behind in DuckDB aborts.
        working = threading.Thread(target=index.chart, args=[context.app.goes_on], name="chart")
        working.start()
        working.join(2)
    return index.atlas
