"""What lies beside the data in a folder that is somebody's repository, and is none: pictures, programs, lock files, licences."""

from __future__ import annotations

import re
from collections.abc import Collection

# Of the files below a folder; a file or a glob that names them is taken at its word.
_SUFFIXES = {
    "pictures": "svg svgz drawio sketch fig excalidraw dia odg otg vsd vsdx eps ai ico icns png jpg jpeg gif webp bmp tif tiff avif heic psd xcf",
    "sound and film": "mp3 wav ogg flac m4a mp4 webm mov avi mkv",
    "programs": "jar war ear aar apk whl egg nupkg vsix crx class pyc pyd exe dll so dylib o a wasm",
    "styles and fonts": "css scss sass less woff woff2 ttf otf eot map",
}
_KINDS = {suffix: kind for kind, listed in _SUFFIXES.items() for suffix in listed.split()}
_NAMES = (
    ("lock files", re.compile(r".+[.-]lock(?:\.json|\.yaml)?|go\.sum|npm-shrinkwrap\.json")),
    (
        "licences",
        re.compile(
            r"(?!.*\.(?!txt|md|rst|adoc|asc|html?)[a-z]{2,}\Z)(?:licen[cs]es?|copying|copyright|notice|patents)(?:[-_.][\w.+-]*)?"
        ),
    ),
    (
        "build files",
        re.compile(
            r"package\.json|[tj]sconfig(?:\.\w+)?\.json|(?:composer|bower|now|vercel|lerna|nx|renovate|manifest)\.json|pom\.xml|build\.gradle(?:\.kts)?|"
            r"(?:make|docker|gem|rake|vagrant|proc|jenkins|pip)file|cmakelists\.txt|requirements[\w-]*\.txt|constraints\.txt|robots\.txt|sitemap\.xml|"
            r"cname|(?:book|netlify|cargo|pyproject)\.toml|(?:mkdocs|_config|appveyor|codecov|docker-compose|action)\.ya?ml|setup\.(?:py|cfg)|tox\.ini|manifest\.in"
        ),
    ),
)  # fmt: skip
_DOCUMENTS = frozenset("md markdown mdx rst adoc asciidoc asc".split())
_EXAMPLES = frozenset(
    "html htm js mjs cjs ts jsx tsx vue py java kt scala groovy c h cpp hpp cc rs go rb php pl lua r jl swift cs fs vb sh bash bat cmd ps1 "
    "sv v vhd sql properties".split()
)
_OTHERS = frozenset("txt json yml yaml xml".split())  # what an example may read
_WHOLE = 20  # documents for each such file
_BOOK = 3  # documents that make a folder a book
_TESTS = frozenset(
    {"test", "tests", "__tests__", "spec", "specs", "testdata", "fixtures", "node_modules", "vendor"}
)
_BUILT = frozenset(
    "package.json pyproject.toml setup.py cargo.toml pom.xml go.mod gemfile build.gradle composer.json cmakelists.txt".split()
)


# What people write about their data, and into which folder they put both.
_ABOUT_DATA = re.compile(
    r"(?:readme|datasheet|data_?card|dataset_?card|changelog|contributing|code_of_conduct|citation)(?:[-_.]\w+)?\.(?:md|markdown|rst|txt)"
)
_DATA = frozenset("jsonl ndjson json csv tsv parquet arrow feather xlsx xml txt eml mbox".split())
_PACKED = (".gz", ".zst", ".bz2")


def about_data(names: Collection[str]) -> set[str]:
    """Return the files of a folder that say what its data are, where it holds more data than documents."""
    bare = {name: name.lower().replace("\\", "/").rpartition("/")[2] for name in names}
    for name, low in bare.items():
        bare[name] = next((low.removesuffix(end) for end in _PACKED if low.endswith(end)), low)
    notes = {name for name, low in bare.items() if _ABOUT_DATA.fullmatch(low)}
    suffixes = [low.rpartition(".")[2] for name, low in bare.items() if name not in notes]
    data = sum(suffix in _DATA for suffix in suffixes)
    return notes if data > sum(suffix in _DOCUMENTS for suffix in suffixes) else set()


def kind(name: str) -> str:
    """Say what a file is that accompanies a repository, by its name; "" for any other."""
    low = name.lower()
    dot = low.rfind(".")
    if found := _KINDS.get(low[dot + 1 :] if dot > 0 else ""):
        return found
    return next((what for what, pattern in _NAMES if pattern.fullmatch(low)), "")


def is_built(names: Collection[str]) -> bool:
    """Tell whether a folder is that of a program, by the files in it that say how to build it."""
    return not _BUILT.isdisjoint(name.lower() for name in names)


def is_aside(folder: str) -> bool:
    """Tell whether a folder of a program holds its tests or other people's programs."""
    return folder.lower() in _TESTS


def examples(names: Collection[str]) -> set[str]:
    """Return what a folder of documents has for its readers: where documents are more, programs and pages; in a whole book the few files besides."""
    kinds = {name: name.rpartition(".")[2].lower() for name in names}
    documents = sum(suffix in _DOCUMENTS for suffix in kinds.values())
    found = {name for name, suffix in kinds.items() if suffix in _EXAMPLES}
    others = {name for name, suffix in kinds.items() if suffix in _OTHERS}
    if documents < _BOOK or documents <= len(found):
        return set()
    return found | others if documents >= _WHOLE * max(1, len(others)) else found
