"""The steps by name, and the tables that they make: whoever plans them loads nothing that is compiled."""

from __future__ import annotations

_ROOM = __package__

SHARE, LINK = f"{_ROOM}.keys:share", f"{_ROOM}.keys:link"
PACK = f"{_ROOM}.packing:pack"
DEAL, JUDGE, COMPARE = f"{_ROOM}.bins:deal", f"{_ROOM}.bins:judge", f"{_ROOM}.bins:compare"
GATHER = f"{_ROOM}.gathered:gather"
UNTOUCHED, JUDGED, SETTLE = f"{_ROOM}.spread:untouched", f"{_ROOM}.spread:judged", f"{_ROOM}.spread:settle"
KEPT, GROUP = f"{_ROOM}.spread:kept", f"{_ROOM}.spread:group"
ALL = (SHARE, LINK, PACK, DEAL, JUDGE, COMPARE, GATHER, UNTOUCHED, JUDGED, SETTLE, KEPT, GROUP)

WHOLE = (
    "clusters",
    "templates",
    "others",
    "merged",
)  # tables of which each bin has its share, and all is their union
SOME = ("pairs", "meanings", "audit", "overlap")  # tables that are made of those of all bins
# Rows that share the first and differ in the second, by the table that names them and the name of a group there.
GROUPS = (
    ("canned", "response_key", "prompt_key", "family_id"),
    ("conflicts", "prompt_key", "response_key", "group_id"),
)
