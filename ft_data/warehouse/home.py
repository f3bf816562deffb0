"""Where everything lives. One home holds datasets, their warehouse and their releases."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ft_data.warehouse import key as secret


@dataclass(frozen=True)
class Home:
    """A folder with ``datasets/``, ``warehouse/`` and ``releases/``."""

    root: Path

    @staticmethod
    def find(root: str | Path | None = None) -> Home:
        """Return the home: the argument, else $FT_DATA_HOME, else the current folder."""
        return Home(Path(root or os.environ.get("FT_DATA_HOME") or ".").resolve())

    def datasets(self) -> list[str]:
        """Name every dataset that has a recipe."""
        return sorted(path.parent.name for path in self.root.glob("datasets/*/recipe.yaml"))

    def folder(self, name: str) -> Path:
        """Return the folder people edit."""
        return self.root / "datasets" / name

    def recipe(self, name: str) -> Path:
        """Return the path of the recipe."""
        return self.folder(name) / "recipe.yaml"

    def warehouse(self, name: str) -> Warehouse:
        """Return the paths of what was made from a dataset."""
        return Warehouse(name, self.root / "warehouse" / name, self.root / "releases" / name)

    @property
    def key_file(self) -> Path:
        """Where the secret lies: beside the warehouse, not in it, so that who gets the data does not get the key.

        $FT_DATA_KEY_FILE names another place.
        """
        return Path(os.environ.get("FT_DATA_KEY_FILE") or self.root / secret.NAME)

    def key(self) -> bytes:
        """Return the secret behind pseudonyms, subject ids and published ids; see :meth:`keys`."""
        return self.keys().current

    def keys(self) -> secret.Keys:
        """Return the secret in use and those retired; made on first use, readable by its owner only.

        Raises KeyProblem if the key may not be used, or is gone or another while people are still forgotten under it.
        """
        found = secret.read(self.key_file)
        self._refuse_to_lose_tombstones(found)
        return found or secret.make(self.key_file)

    def _refuse_to_lose_tombstones(self, found: secret.Keys | None) -> None:
        from ft_data.warehouse import tombstones

        held = {secret.id_of(key) for key in found.all} if found else set()
        counts = {name: len(tombstones.lost(self.warehouse(name), held)) for name in self.products()}
        if lost := {name: n for name, n in counts.items() if n}:
            what = (
                "holds another key than people were forgotten under"
                if found
                else "is gone, and people were forgotten under it"
            )
            raise secret.KeyProblem(
                f"{self.key_file} {what}: {', '.join(f'{n} in {name}' for name, n in lost.items())}. Put it back from a copy; "
                "if there is none, `ft-data key rotate` makes a new one, after which they must be forgotten again"
            )

    def products(self) -> list[str]:
        """Name every dataset that something was made of, with a recipe or without."""
        return sorted(path.name for path in self.root.glob("warehouse/*") if path.is_dir())


@dataclass(frozen=True)
class Warehouse:
    """The paths of one dataset's products."""

    name: str
    root: Path
    releases: Path

    @property
    def catalog(self) -> Path:
        """The DuckDB file people open: views only, a product of the manifests."""
        return self.root.with_suffix(".duckdb")

    @property
    def parts(self) -> Path:
        """Immutable Parquet files, a folder per asset."""
        return self.root / "parts"

    @property
    def snapshots(self) -> Path:
        """Manifests, a folder per asset."""
        return self.root / "snapshots"

    @property
    def splits(self) -> Path:
        """The append-only split ledger."""
        return self.root / "splits"

    @property
    def review(self) -> Path:
        """People's decisions (SQLite)."""
        return self.root / "review.sqlite"

    @property
    def checks(self) -> Path:
        """What the checks of the current versions found, a file per asset; numbers only."""
        return self.root / "checks"

    @property
    def reports(self) -> Path:
        """HTML reports, one per snapshot of eval_report."""
        return self.root / "reports"
