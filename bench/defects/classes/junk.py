"""Text that is no answer: pointers, logs, pages' furniture, advertising, abuse, notices, mail."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from bench.defects.model import Planted, Row, defect
from bench.defects.natural import Patterns

NAMES = "mira jonas tick badger_ lumen52 oskar_ ferrous quill dawnpatrol ned0 sable kestrel-away zofia rho".split()
HOSTS = ("dsl-7.isp.example", "pool-31.net.example", "203.0.113.9", "gateway.uni.example", "cable-88.test")


@defect(
    "lfs_pointer",
    definition="The answer is a Git LFS pointer: the data was never fetched.",
    origin="natural",
    severity="drop",
    seen_in="hh-rlhf: its helpful-base file is a 131-byte pointer",
    marker=r"git-lfs\.github\.com/spec",
)
def lfs_pointer(row: Row, rng: Random, patterns: Patterns) -> Planted:
    text = rng.choice(patterns.pointers.values)
    text = re.sub(r"sha256:[0-9a-f]+", f"sha256:{rng.getrandbits(256):064x}", text)
    text = re.sub(r"size \d+", f"size {rng.randrange(2_000, 9_000_000)}", text)
    return Planted(replace(row, response=text.strip()), patterns.pointers.source)


@defect(
    "channel_log",
    definition="Join, quit and rename lines of a chat channel stand in the answer, more of them than of it.",
    origin="natural",
    severity="repair",
    seen_in="irc-ubuntu: about one line in four",
    marker=r"(?m:^=== \S+ .*(?:joined|quit|left|known as))",
)
def channel_log(row: Row, rng: Random, patterns: Patterns) -> Planted:
    answer = row.response.split("\n")
    lines: list[str] = []
    for _ in range(rng.randint(6, 12)):
        line = str(rng.choice(patterns.channel_lines.values))
        while "{who}" in line:
            line = line.replace("{who}", rng.choice(NAMES), 1)
        lines.append(line.replace("{host}", f"~{rng.choice(NAMES)}@{rng.choice(HOSTS)}"))
    spot = rng.randint(0, len(answer))
    text = "\n".join(answer[:spot] + lines + answer[spot:])
    return Planted(
        replace(row, response=text),
        patterns.channel_lines.source,
        clean=row,
        marks=tuple(dict.fromkeys(lines)),
    )


@defect(
    "page_furniture",
    definition="Navigation, cookie banners, share buttons and teasers of a web page surround the answer.",
    origin="natural",
    severity="repair",
    seen_in="web-html: lines that several sites share outside their articles",
    marker=r"(?i)accept (?:all )?cookies|skip to (?:main )?content|sign up for our newsletter|share on facebook",
)
def page_furniture(row: Row, rng: Random, patterns: Patterns) -> Planted:
    values = patterns.web_lines.values
    lines = rng.sample(values, min(len(values), rng.randint(10, 16)))
    cut = rng.randint(3, len(lines) - 3)
    text = "\n".join([*lines[:cut], row.response, *lines[cut:]])
    return Planted(replace(row, response=text), patterns.web_lines.source, clean=row, marks=tuple(lines))


@defect(
    "retweet_noise",
    definition="The answer is a collected post with its retweet marks, handles, tags and shortened links.",
    origin="natural",
    severity="drop",
    seen_in="hate-offensive: thousands of its 24,783 messages",
    marker=r"\bRT @\w",
)
def retweet_noise(row: Row, rng: Random, patterns: Patterns) -> Planted:
    text = str(rng.choice(patterns.retweets.values))
    while "{who}" in text:
        text = text.replace("{who}", f"{rng.choice(NAMES).strip('_-')}{rng.randrange(99)}", 1)
    return Planted(replace(row, response=text), patterns.retweets.source)


@defect(
    "spam",
    definition="The answer is an unsolicited message: prizes, premium numbers, links to click now.",
    origin="natural",
    severity="drop",
    seen_in="sms-spam: 747 messages",
    marker=r"(?i)\bfree ringtone|you have won|claim your prize|txt stop|18\+ only",
)
def spam(row: Row, rng: Random, patterns: Patterns) -> Planted:
    return Planted(replace(row, response=rng.choice(patterns.spam.values)), patterns.spam.source)


@defect(
    "toxic",
    definition="The answer insults, threatens or degrades people.",
    origin="natural",
    severity="drop",
    seen_in="surge-toxicity: 500 messages that people labelled toxic",
    marker=r"(?i)\b(?:fuck\w*|shit|bitch\w*|asshole|cunt|moron|idiots?)\b",
)
def toxic(row: Row, rng: Random, patterns: Patterns) -> Planted:
    return Planted(replace(row, response=rng.choice(patterns.toxic.values)), patterns.toxic.source)


@defect(
    "rights_notice",
    definition="A copyright or licence notice in the answer contradicts the licence under which the row is declared.",
    origin="natural",
    severity="review",
    seen_in="spdx-licenses; 'All rights reserved' in the c4 rows of llama-factory",
    marker=r"(?i)all rights reserved|\(c\) (?:19|20)\d\d|©|copyright (?:\(c\) )?(?:19|20)\d\d|copyright notice",
)
def rights_notice(row: Row, rng: Random, patterns: Patterns) -> Planted:
    from bench.defects.builtin import NOTICES

    # A licence text alone names no owner; the line that does is ours, the paragraph after it is theirs.
    owner = rng.choice(NOTICES)
    body = rng.choice(patterns.notices.values)
    notice = owner if body in NOTICES else f"{owner}\n{body}"
    return Planted(
        replace(row, response=f"{row.response}\n\n{notice}"),
        patterns.notices.source,
        clean=row,
        marks=(owner,),
    )


@defect(
    "mail_chain",
    definition="The answer was cut from a mailbox: a signature, a confidentiality footer and the quoted mail before it.",
    origin="constructed",
    severity="repair",
    seen_in="exports of help desks",
    marker=r"(?m:^> .*\n> )|wrote:\n>|(?i:intended recipient|sent from my (?:iphone|phone))",
)
def mail_chain(row: Row, rng: Random, patterns: Patterns) -> Planted:
    who, other = rng.sample(
        ("Dana Whitcomb", "Luis Ferro", "Ingrid Solheim", "Sam Adeyemi", "Petra Novak"), 2
    )
    team = rng.choice(("Customer Care", "Technical Support", "Billing Team", "Service Desk"))
    footer = rng.choice((
        "This e-mail and any attachments are confidential and intended solely for the intended recipient.",
        "Sent from my phone, please excuse typos.",
        "Please consider the environment before printing this e-mail. If you are not the intended recipient, delete it.",
    ))  # fmt: skip
    day = f"{rng.choice(('Mon', 'Tue', 'Thu', 'Fri'))}, {rng.randint(1, 28)} {rng.choice(('Mar', 'Jun', 'Oct'))} 2023"
    quoted = "\n".join(f"> {line}" for line in ["Hello,", *row.instruction.split("\n")[:4], "Thanks!"])
    tail = f"\n\nKind regards,\n{who}\n{team}\nTicket #{rng.randrange(10_000, 99_999)}\n--\n{footer}\n\nOn {day}, {other} wrote:\n{quoted}"
    return Planted(
        replace(row, response=row.response + tail),
        clean=row,
        marks=(who, footer, f"{other} wrote:", "> Hello,"),
    )


@defect(
    "interface_scraps",
    definition="Words of the chat page were copied with the answer: `Copy code`, `Regenerate response`, `2 / 2`.",
    origin="documented",
    severity="repair",
    seen_in="ShareGPT; FastChat's clean_sharegpt and optional_clean scripts remove them",
    marker=r"Copy code|Regenerate response|(?m:^\d+ / \d+$)",
)
def interface_scraps(row: Row, rng: Random, patterns: Patterns) -> Planted:
    scraps = rng.sample(
        (
            "Copy code",
            "Regenerate response",
            "Share",
            "Continue generating",
            "Was this response better or worse?",
        ),
        2,
    )
    scraps = ["Copy code", *scraps] if "Copy code" not in scraps else scraps
    page = rng.randint(2, 4)
    lines = row.response.split("\n")
    lines.insert(rng.randint(0, len(lines)), f"{rng.choice(('python', 'bash', 'css', 'text'))}{scraps[0]}")
    head, tail = f"{rng.randint(1, page)} / {page}", "\n".join(scraps[1:])
    text = "\n".join([head, *lines, tail])
    return Planted(replace(row, response=text), clean=row, marks=("Copy code", *scraps))
