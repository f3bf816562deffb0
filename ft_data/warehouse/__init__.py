"""Where versions live: immutable Parquet parts, JSON manifests, and a DuckDB catalog made from them."""

from ft_data.warehouse.home import Home, Warehouse
from ft_data.warehouse.parts import Part, Receipt
from ft_data.warehouse.snapshots import Snapshot

__all__ = ["Home", "Part", "Receipt", "Snapshot", "Warehouse"]
