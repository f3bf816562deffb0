"""One row as the flag detectors see it: both texts, what the prompt asks for, and the parts that are not code."""

from __future__ import annotations

import re
from functools import cached_property

from ft_data.signals.flags.hints import CODE

LIMIT = 1 << 16  # bytes of a text that the detectors look at
_FENCED = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)", re.DOTALL)
_INLINE = re.compile(r"`[^`\n]{1,300}`")
CODE_LINE = re.compile(
    r"^[ \t]*(?:(?:def|class|import|from|return|if|elif|else|for|while|try|except|with|print|function|var|let|const|"
    r"public|private|protected|static|void|int|float|char|double|string|bool|struct|enum|typedef|namespace|using|"
    r"package|include|select|insert|update|delete|create|alter|drop|fn|func|impl|pub|use|echo|sudo|apt|pip|npm|git|"
    r"docker|end|begin|module|require|assert|raise|throw|switch|case|break|continue|SELECT|INSERT|UPDATE|DELETE|"
    r"CREATE|ALTER|DROP|FROM|WHERE|JOIN|GROUP|ORDER)\b.*[(){};:=,\[\]*]|[{}()\[\];]+\s*$|#include\b|//|/\*|"
    r"\w[\w.\[\]\"']{0,40}\s*(?:=|\+=|-=|:=|=>|->)\s*\S|\w+(?:\.\w+)*\(.*\)\s*$|@\w+|</?[a-z][\w-]*(?:\s[^>]*)?>)",
    re.MULTILINE,
)


def line_is_code(line: str) -> bool:
    """Whether a line looks like one of a program: it ends as statements and blocks do, or opens as they do."""
    return line.rstrip()[-1:] in _ENDS or CODE_LINE.match(line) is not None


_ENDS = frozenset(";{}")


class View:
    """Prompt and response of one row, with derived texts made once when first asked for."""

    __slots__ = (
        "__dict__",
        "asked",
        "asks",
        "drawn",
        "found",
        "hints",
        "kind",
        "labelled",
        "language",
        "prompt",
        "response",
        "tail",
        "talk",
        "turns",
        "words",
    )

    def __init__(self, prompt: str, response: str, kind: str, tail: str | None = None) -> None:
        self.prompt = prompt
        self.response = response
        self.tail = response if tail is None else tail
        self.kind = kind
        self.asks: frozenset[str] = frozenset()
        self.hints = -1
        self.words = 0
        self.labelled = True
        self.drawn = 0.0
        self.talk = False  # some of it is talk around an answer
        self.turns = False  # it ends in two labelled lines
        self.language = "en"  # by whose words it is judged; none: nobody's
        self.asked: dict[str, list[tuple[int, int]]] = {}
        self.found: dict[str, list[tuple[int, int]]] = {}

    @cached_property
    def prose(self) -> str:
        """The response without fenced and inline code."""
        if "`" not in self.response and "~~~" not in self.response:
            return self.response
        return _INLINE.sub(" ", _FENCED.sub("\n", self.response))

    @cached_property
    def lines(self) -> list[str]:
        """Lines of the response with something on them, outer white space off."""
        return [line for line in (raw.strip() for raw in self.response.split("\n")) if line]

    @cached_property
    def is_code(self) -> bool:
        """Whether the response is mostly program text (fenced, or at least 40% of its lines look like code)."""
        if self.response.startswith("#!/"):
            return True
        if not self.hints & CODE:
            return False  # fewer than 2 code signs in 5 lines
        if "```" in self.response:
            return len(self.prose) < 0.6 * len(self.response)
        lines = [line for line in self.response.split("\n") if line and not line.isspace()]
        missing = 0.4 * len(lines)
        left = len(lines)
        for line in lines:
            missing -= line_is_code(line)
            left -= 1
            if missing <= 0:
                return True
            if missing > left:
                return False
        return False
