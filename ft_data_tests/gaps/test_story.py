"""The story of docs/loop.md is the one that its command tells: the same commands in the same order, and pictures that are there."""

import re
from pathlib import Path

from bench import story

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "loop.md").read_text("utf-8")
STORY = PAGE[PAGE.index("## A story") : PAGE.index("## The gap list")]


def test_the_commands_of_the_page_are_those_that_the_story_runs():
    shown = re.findall(r"^\$ (.+)$", STORY, re.MULTILINE)
    assert tuple(shown) == story.COMMANDS


def test_every_picture_is_there_is_small_and_is_shown_light_and_dark():
    shown = re.findall(r'(?:src|srcset)="(images/[^"]+)"', STORY)
    there = [f"images/{path.name}" for path in sorted((DOCS / "images").glob("loop-*.png"))]
    assert sorted(shown) == there and len(there) == 6
    for name in there:
        content = (DOCS / name).read_bytes()
        assert content.startswith(b"\x89PNG") and len(content) <= 150_000, name
    assert len(re.findall(r'<img alt="[^"]{40,}"', STORY)) == 3
