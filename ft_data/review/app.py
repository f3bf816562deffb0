"""What all pages share: the open database, the rows, the rubric in force, templates and signatures."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import jinja2

from ft_data.recipe.review import Review
from ft_data.review import asked, claims
from ft_data.review.db import Database
from ft_data.review.explore.shelf import Shelf
from ft_data.review.neighbours import Neighbours
from ft_data.review.queue import refresh
from ft_data.review.reader import Reader, VersionCache
from ft_data.review.rows import Rows
from ft_data.review.rubric import Rubric, asked_by
from ft_data.review.security import Seal, secret_key
from ft_data.review.turns import Turns
from ft_data.review.wording import pieces

_LOG = logging.getLogger(__name__)
FOLDER = Path(__file__).parent
PREFETCHED = 24  # items fetched before they are asked for
PREFETCHES = 8  # in line; under more load people wait for what they ask for
PREFETCHED_NEIGHBOURS = 3  # items whose neighbours are found before they are asked for

Bands = Mapping[str, Mapping[str, str | None]]


@dataclass
class ReviewApp:
    """One dataset's review station.

    ``bands`` holds the rules in force: name to ``signal``, ``drop``, ``review`` and ``why``; ``masked`` says that the
    recipe masks personal data, without which no text leaves the station as a file. ``feedback`` tells whether the recipe takes
    feedback, so that readers may call answers wrong; ``asking`` which rows its gaps ask people about; ``recipe`` is the file
    that rules made of views are written into.
    """

    dataset: str
    db: Database
    reader: Reader
    settings: Review
    reports: Path | None = None
    bands: Bands = field(default_factory=dict)
    token_required: bool = False
    lease_seconds: float = claims.LEASE_SECONDS
    masked: bool = True
    feedback: bool = False
    asking: asked.Asking | None = None
    recipe: Path | None = None

    def __post_init__(self) -> None:
        self.reader = VersionCache(self.reader)
        self.rows = Rows(self.reader)
        self.shelf = Shelf(self.reader)
        self.neighbours = Neighbours(self.rows)
        self._prefetching = threading.BoundedSemaphore(PREFETCHES)
        self._prefetcher = ThreadPoolExecutor(1, thread_name_prefix="prefetch")
        self.seal = Seal(secret_key(self.db.path.with_suffix(".secret")))
        self.rubric: Rubric = asked_by(self.db, self.settings)
        self.turns = Turns()
        self.templates = _templates()
        self.cookie = f"review_{self.dataset}"
        self._seen = ""
        self._filled = ""  # the snapshots that the queue stands for, as far as bringing it there went
        self._failed = ""
        self._following = threading.Lock()
        self._closing = threading.Event()

    def follow(self, *, wait: bool = False) -> None:
        """Bring the queue in line with the warehouse if a snapshot changed, in the background."""
        if self._version() == self._seen:
            return
        # Waited for at the end: an interpreter that leaves a thread behind in DuckDB aborts.
        thread = threading.Thread(target=self._catch_up, name="follow")
        thread.start()
        if wait:
            thread.join()

    @property
    def queue_state(self) -> Literal["filled", "filling", "failed"]:
        """Say whether the queue holds what the newest snapshots ask people, does not yet, or could not be made to."""
        version = self._version()
        return "filled" if self._filled == version else "failed" if self._failed == version else "filling"

    def prefetch(self, record_ids: Sequence[str], *, neighbours: bool) -> None:
        """Get the next items ready in the background, so that a key press finds them there."""
        if self._prefetching.acquire(blocking=False):
            self._prefetcher.submit(self._fetch_next, list(record_ids), neighbours)

    def render(self, template: str, **values: Any) -> str:
        """Fill a template; every value is escaped."""
        return self.templates.get_template(template).render(app=self, rubric=self.rubric, **values)

    def goes_on(self) -> bool:
        """Say whether the station is still running, for work that takes long."""
        return not self._closing.is_set()

    def close(self) -> None:
        """Stop background work."""
        self._closing.set()
        self._prefetcher.shutdown(wait=False, cancel_futures=True)

    def _version(self) -> str:
        """Name all that the queue is made of."""
        return f"{self.reader.version()};{asked.state(self.asking, self.db)}"

    def _fetch_next(self, record_ids: list[str], neighbours: bool) -> None:
        try:
            self.rows.prefetch(record_ids)
            if neighbours:
                for row in self.rows.get(record_ids[:PREFETCHED_NEIGHBOURS]).values():
                    self.neighbours.of(row.example)
        finally:
            self._prefetching.release()

    def _catch_up(self) -> None:
        if not self._following.acquire(blocking=False):
            return  # somebody is at it; the next request looks again
        version = ""
        try:
            version = self._version()
            self._seen = version  # also when it fails: the next snapshot is the next try
            refresh(self.reader, self.db, self.settings, self.asking)
            self._filled = version
            if not self._closing.is_set():
                self.neighbours.build()
            if not self._closing.is_set():
                self.shelf.renew()
        except Exception:
            self._failed = version
            _LOG.exception("the queue of %s could not follow its snapshots", self.dataset)
        finally:
            self._following.release()
            self.db.close()


def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["percent"] = lambda share: "–" if share is None else f"{share * 100:.0f}%"
    environment.filters["figure"] = lambda number: "–" if number is None else f"{number:.2f}"
    environment.filters["pieces"] = lambda text: pieces(text or "")
    environment.filters["words"] = lambda name: str(name).replace("_", " ")
    environment.filters["day"] = lambda text: f"{text[:10]} {text[11:16]}" if text else "–"
    return environment
