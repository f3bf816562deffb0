"""The map of the dataset: a sample of a view's rows as points, the same as a table, and a stretch of it as rows."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.responses import Response

from ft_data.addresses import ROWS
from ft_data.review.explore.facets import meet
from ft_data.review.explore.points import COLOURS, points, table
from ft_data.review.pages.explore import asked, chips
from ft_data.review.request_context import RequestContext

_PATIENCE = 2.0  # seconds, in which the map of a small dataset is drawn


def show(context: RequestContext) -> Response:
    """Show the map, or how far it is."""
    index, view = context.app.shelf.index(), asked(context)
    atlas = index.drawn(context.app.goes_on, _PATIENCE)
    shown: dict[str, Any] = {"points": None, "placed": index.placed, "total": len(index)}
    if atlas is not None:
        among, colour = meet([*index.masks(view).values()]), _colour(context)
        shown = {
            "points": points(index, atlas, among, colour),
            "colour": colour,
            "colours": COLOURS,
            "stretches": table(index, atlas, among, view),
        }
    return context.page("map.html", here=ROWS, view=view, chosen=chips(view), **shown)


def data(context: RequestContext) -> Response:
    """Give the points of the map."""
    index = context.app.shelf.index()
    atlas = index.drawn(context.app.goes_on, _PATIENCE)
    if atlas is None:
        return Response(b"{}", 503, media_type="application/json")
    drawn = points(index, atlas, meet([*index.masks(asked(context)).values()]), _colour(context))
    found = {"x": drawn.x, "y": drawn.y, "colour": drawn.colour}
    return Response(orjson.dumps(found), media_type="application/json")


def _colour(context: RequestContext) -> str:
    colour = context.query.get("colour", "")
    return colour if colour in COLOURS else COLOURS[0]
