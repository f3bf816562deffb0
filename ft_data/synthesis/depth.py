"""How many models lie between a row and people: 0 for what none wrote, 1 for what a model made of it, 2 for what was made of that."""

from __future__ import annotations

# Of an example, in SQL. What files say that machines wrote is 1, unless the row itself says that it was made by a generator deeper down.
DEPTH = """
    CASE WHEN origin IS DISTINCT FROM 'synthetic' THEN 0
         ELSE greatest(1, coalesce(try_cast(json_extract_string(extra, '$.generated.depth') AS INT), 1)) END
"""
