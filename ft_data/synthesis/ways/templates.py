"""Questions of given form: a template's slots are filled with what a passage says, and the question is answered from it."""

from __future__ import annotations

import re

from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import Finding, Row, exchange
from ft_data.synthesis.schema import TEXT, fields
from ft_data.synthesis.ways.way import DOCUMENTS, Ask, BadFile, Said, Way, of_file

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
LONGEST = 80  # characters of what fills a slot


def read(text: str) -> list[str]:
    """Read templates, one a line; what begins with # says something to people. Raises BadFile."""
    found = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    for number, line in enumerate(found, 1):
        if not _SLOT.search(line) or set("{}") & set(_SLOT.sub("", line)):
            raise BadFile(f"template {number} is no text with slots such as {{part}}")
    if not found:
        raise BadFile("there is no template in it")
    return found


def step(request: Request, said: Said) -> Ask | Row | Finding:
    """Ask what fills the slots, and for the answer."""
    from ft_data.signals.fitted.align import within

    slots = [*dict.fromkeys(_SLOT.findall(request.extra))]
    if not said:
        filled = fields(**dict.fromkeys(slots, TEXT))
        schema = fields(fits={"type": "boolean"}, slots=filled, answer=TEXT)
        return Ask("ask", request.passage.shown() | {"template": request.extra}, schema)
    if not said[0]["fits"]:
        return Finding("unfitting", "the template does not fit the passage")
    given = {name: " ".join(said[0]["slots"][name].split()) for name in slots}
    whole = " ".join(request.passage.whole.lower().split())
    for name, value in given.items():
        if not value or len(value) > LONGEST:
            return Finding("bad_format", f"the slot `{name}` is empty or longer than {LONGEST} characters")
        if not within(value.lower(), whole):
            return Finding("not_grounded", f"what fills `{name}` does not stand in the passage")
    return exchange(_SLOT.sub(lambda slot: given[slot[1]], request.extra), said[0]["answer"])


WAY = Way(
    says="questions of given form, whose slots are filled from a passage, each answered from it",
    of=DOCUMENTS,
    step=step,
    plan=of_file("templates"),
    reads={"templates": read},
)
