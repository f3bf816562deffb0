"""One Markdown page for each installed distribution: what its METADATA says, with YAML front matter.

The licence is stated as an SPDX expression where the metadata or the licence file leave no doubt, and left
out where they do; a recipe that lists allowed licences then drops those pages and says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import getaddresses
from importlib.metadata import Distribution, distributions

import yaml

SPDX_OF_CLASSIFIER = {
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "ISC License (ISCL)": "ISC",
    "The Unlicense (Unlicense)": "Unlicense",
    "zlib/libpng License": "Zlib",
}
SPDX_OF_NAME = {
    "mit": "MIT",
    "mit license": "MIT",
    "the mit license": "MIT",
    "apache 2.0": "Apache-2.0",
    "apache-2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license version 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "bsd-2-clause": "BSD-2-Clause",
    "bsd-3-clause": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "mpl-2.0": "MPL-2.0",
    "psf-2.0": "PSF-2.0",
    "isc": "ISC",
}
IDENTIFIERS = frozenset(SPDX_OF_CLASSIFIER.values()) | frozenset(SPDX_OF_NAME.values())
UNDERLINES = {"*": "#", "=": "##", "-": "###", "~": "####", "^": "####"}
HISTORY = re.compile(
    r"#+\s*(?:\[?v?\d+\.\d+\S*.*"
    r"|.*\b(?:change\s?log|changes|release (?:notes|history)|history|what's new)\b.*)",
    re.IGNORECASE,
)
# What people ask when they look for a section of this name.
QUESTIONS = (
    (r"install(?:ation|ing)?\b.*", "How do I install the Python package `{name}`?"),
    (r"(?:(?:basic )?usage|quick ?start|getting started|examples?|how to use.*)", "How do I use the Python package `{name}`?"),
    (r"(?:(?:key|main|major) )?features", "What can the Python package `{name}` do?"),
    (r"(?:requirements|dependencies|prerequisites)", "What does the Python package `{name}` need?"),
    (r"licen[cs]e|licensing", "Under which licence is the Python package `{name}` published?"),
    (r"documentation|docs", "Where is the documentation of the Python package `{name}`?"),
    (r"introduction|overview|about|description|summary", "What is the Python package `{name}`?"),
    (r"contribut.*|development", "How do I contribute to the Python package `{name}`?"),
)  # fmt: skip
LEAST = 200  # characters; shorter descriptions only repeat the summary


def pages() -> Iterator[tuple[str, str]]:
    """Yield ``(file name, Markdown)`` of every distribution with a real description, by name."""
    known: dict[str, Distribution] = {}
    for dist in distributions():
        name = re.sub(r"[-_.]+", "-", dist.metadata["Name"] or "").lower()
        known.setdefault(name, dist)  # the first one on the path is the one that would be imported
    for name, dist in sorted(known.items()):
        text = description(dist)
        if name and len(text) >= LEAST:
            text = questions(dist.metadata["Name"], text)
            front = yaml.safe_dump(front_matter(name, dist), sort_keys=False, allow_unicode=True, width=1000)
            yield f"{name}.md", f"---\n{front}---\n\n{text}\n"


def questions(name: str, text: str) -> str:
    """Turn the headings of a page into questions about the package; each section is then an answer."""
    what = f"What is the Python package `{name}`?"
    first = re.search(r"(?m)^#{1,6} ", text)
    out = [] if first and not text[: first.start()].strip() else [f"# {what}", ""]
    fenced = False
    for line in text.split("\n"):
        fenced ^= line.startswith(("```", "~~~"))
        heading = None if fenced else re.fullmatch(r"(#{1,6}) +(.+?)[ #]*", line)
        out.append(f"{heading[1]} {_question(name, heading[2], what)}" if heading else line)
    return "\n".join(out)


def _question(name: str, heading: str, what: str) -> str:
    plain = re.sub(r"[^\w\s?.-]", "", heading).strip()
    if heading.endswith("?"):
        return heading
    if re.sub(r"[\W_]+", "", plain).lower() == re.sub(r"[\W_]+", "", name).lower():
        return what
    for pattern, question in QUESTIONS:
        if re.fullmatch(pattern, plain, re.IGNORECASE):
            return question.format(name=name)
    return f"What does the page of the Python package `{name}` say about \u201c{heading}\u201d?"


def front_matter(name: str, dist: Distribution) -> dict[str, str]:
    """Return the fields a curator maps: identity, licence and people."""
    meta = dist.metadata
    fields = {
        "id": f"package:{name}",
        "name": meta["Name"],
        "version": dist.version,
        "summary": _field(meta, "Summary"),
        "license": spdx(dist),
        "author": _people(meta, "Author", 0),
        "author_email": _people(meta, "Author", 1),
        "home_page": _home(meta),
    }
    return {key: value for key, value in fields.items() if value}


def spdx(dist: Distribution) -> str:
    """Return the licence as an SPDX expression, or an empty string where it is not certain."""
    meta = dist.metadata
    stated = _field(meta, "License-Expression")
    if stated:
        return stated
    classes = [
        c.rpartition(" :: ")[2] for c in meta.get_all("Classifier") or () if c.startswith("License :: OSI")
    ]
    written = _field(meta, "License").strip()
    if (
        set(re.split(r" (?:AND|OR) ", written)) <= IDENTIFIERS
    ):  # an expression from before it had a field of its own
        return written
    named = SPDX_OF_NAME.get(written.lower())
    if named and len(classes) <= 1:
        return named
    found = sorted({SPDX_OF_CLASSIFIER.get(c) or (_bsd(dist) if c == "BSD License" else "") for c in classes})
    if len(found) == 1:
        return found[0]
    return "" if not found or "" in found else " OR ".join(found)


def _bsd(dist: Distribution) -> str:
    """ "BSD License" names a family: read in the licence file how many clauses there are."""
    for file in dist.files or ():
        if re.search(r"dist-info/(?:licenses/)?(?:.*/)?(?:LICENSE|LICENCE|COPYING)[^/]*\Z", str(file), re.I):
            try:
                text = " ".join(file.read_text().split())
            except (OSError, UnicodeDecodeError):
                continue
            if "Redistribution and use in source and binary forms" in text:
                return "BSD-3-Clause" if re.search(r"\b[Nn]either the names?\b", text) else "BSD-2-Clause"
    return ""


def description(dist: Distribution) -> str:
    """Return the long description with Markdown headings, its appended release history cut off."""
    text = _field(dist.metadata, "Description") or _body(dist)
    text = markdown_headings(text.replace("\r\n", "\n")).strip()
    kept: list[str] = []
    fenced = False
    for line in text.split("\n"):
        fenced ^= line.startswith(("```", "~~~"))
        if not fenced and kept and HISTORY.fullmatch(line):
            break
        kept.append(line)
    return "\n".join(kept).strip()


def _body(dist: Distribution) -> str:
    """Metadata since version 2.1 may hold the description as the message's body instead of a header."""
    raw = dist.read_text("METADATA") or dist.read_text("PKG-INFO") or ""
    return raw.partition("\n\n")[2]


def markdown_headings(text: str) -> str:
    """Turn reStructuredText's underlined headings into ATX headings; everything else stays as it is."""
    out: list[str] = []
    for line in text.split("\n"):
        mark = line[:1]
        title = out[-1].rstrip() if out else ""
        underline = mark in UNDERLINES and len(line.rstrip()) >= 3 and set(line.rstrip()) == {mark}
        if (
            underline
            and title
            and not title.startswith((" ", "#", "|", "```"))
            and len(line.rstrip()) >= len(title)
        ):
            out[-1] = f"{UNDERLINES[mark]} {title}"
            if len(out) > 1 and set(out[-2].rstrip()) == {mark}:  # an overline belongs to the heading too
                del out[-2]
        else:
            out.append(line)
    return "\n".join(out)


def _field(meta: object, key: str) -> str:
    value = meta.get(key)  # type: ignore[attr-defined]
    return "" if value is None or value.strip() == "UNKNOWN" else str(value)


def _people(meta: object, role: str, part: int) -> str:
    both = [(n, a) for n, a in getaddresses([_field(meta, f"{role}-email")]) if n or a]
    values = [pair[part] for pair in both if pair[part]]
    return ", ".join(values) or ("" if part else _field(meta, role))


def _home(meta: object) -> str:
    urls = dict(u.split(", ", 1) for u in meta.get_all("Project-URL") or () if ", " in u)  # type: ignore[attr-defined]
    lower = {k.lower(): v for k, v in urls.items()}
    return _field(meta, "Home-page") or next(
        (lower[k] for k in ("homepage", "home", "source", "repository") if k in lower), ""
    )
