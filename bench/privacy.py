"""How well personal data is found: recall and precision by type, each with its 95% Wilson interval.

    python bench/privacy.py --shared PATH [--seed 11] [--cases 400]

PATH holds `data/presidio-pii` (annotated sentences of the Presidio research set) and `corpus/c10k`,
`corpus/c100k` (planted spans and look-alikes). Generated sentences come from Faker (`pip install faker`,
development only) in twelve locales; another seed gives other people. A span counts as found when a finding of
its type covers it.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import zstandard

from ft_data.cleaning.privacy import find
from ft_data.intervals import wilson

PRESIDIO = {
    "EMAIL_ADDRESS": "email",
    "CREDIT_CARD": "card",
    "IBAN_CODE": "iban",
    "IP_ADDRESS": "ip",
    "US_SSN": "ssn",
    "PHONE_NUMBER": "phone",
    "STREET_ADDRESS": "address",
    "US_DRIVER_LICENSE": "id_number",
    "DATE_TIME": "birth_date",
    "ZIP_CODE": "address",
    "GPE": "address",
}
SCORED = ("email", "card", "iban", "ip", "ssn", "phone", "id_number", "address")

Span = tuple[str, int, int]


def cell(hits: int, cases: int) -> str:
    share, low, high = wilson(hits, cases)
    return f"{hits}/{cases} | {share:.3f} | {low:.3f}-{high:.3f}" if cases else "0/0 | - | -"


class Score:
    """Counts spans found and findings that hit a span, by kind."""

    def __init__(self) -> None:
        self.cases: Counter[str] = Counter()
        self.hits: Counter[str] = Counter()
        self.findings: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.seconds = 0.0
        self.texts = 0

    def add(self, text: str, spans: list[Span], allowed: list[Span] | None = None) -> None:
        begin = time.process_time()
        found = find(text)
        self.seconds += time.process_time() - begin
        self.texts += 1
        for kind, start, end in spans:
            self.cases[kind] += 1
            self.hits[kind] += any(f.kind == kind and f.start <= start and f.end >= end for f in found)
        for f in found:
            self.findings[f.kind] += 1
            self.right[f.kind] += any(
                k == f.kind and f.start < end and start < f.end
                for k, start, end in [*spans, *(allowed or [])]
            )

    def table(self, title: str) -> None:
        print(f"\n### {title}\n")
        print("| type | found | recall | 95% interval | findings | precision | 95% interval |")
        print("|---|---|---|---|---|---|---|")
        for kind in [k for k in SCORED if self.cases[k] or self.findings[k]] + sorted(
            set(self.cases) - set(SCORED)
        ):
            few = " (fewer than 200 cases)" if self.cases[kind] < 200 else ""
            print(
                f"| {kind}{few} | {cell(self.hits[kind], self.cases[kind])} "
                f"| {cell(self.right[kind], self.findings[kind])} |"
            )
        print(
            f"| all | {cell(sum(self.hits.values()), sum(self.cases.values()))} "
            f"| {cell(sum(self.right.values()), sum(self.findings.values()))} |"
        )


def presidio(shared: Path) -> Score:
    score = Score()
    for row in json.loads((shared / "data/presidio-pii/synth_dataset_v2.json").read_text("utf-8")):
        spans = [
            (PRESIDIO.get(s["entity_type"], ""), s["start_position"], s["end_position"]) for s in row["spans"]
        ]
        kept = [
            s
            for s, raw in zip(spans, row["spans"], strict=True)
            if s[0] and raw["entity_type"] not in ("GPE", "ZIP_CODE", "DATE_TIME")
        ]
        score.add(row["full_text"], kept, [s for s in spans if s[0]])
    return score


def lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open("rb") as raw:
        text = io.TextIOWrapper(
            zstandard.ZstdDecompressor().stream_reader(raw), encoding="utf-8", newline="\n"
        )
        for line in text:
            if line.strip():
                yield json.loads(line)


def planted(shared: Path, corpus: str) -> None:
    truth = {
        str(t["id"]): t
        for t in lines(shared / f"corpus/{corpus}/truth.jsonl.zst")
        if t["type"] in ("pii", "pii_decoy")
    }
    score, decoys, alarms, rows, seconds = Score(), Counter(), Counter(), 0, 0.0
    for row in lines(shared / f"corpus/{corpus}/corpus.jsonl.zst"):
        texts = {"instruction": str(row["instruction"]), "response": str(row["response"])}
        begin = time.process_time()
        for text in texts.values():
            find(text)
        seconds += time.process_time() - begin
        rows += 1
        known = truth.get(str(row["id"]))
        if known is None:
            continue
        for field, text in texts.items():
            spans = [s for s in known["spans"] if s["field"] == field]  # type: ignore[union-attr]
            if known["type"] == "pii":
                score.add(text, [(s["kind"], s["start"], s["end"]) for s in spans])
            else:
                found = find(text)
                for s in spans:
                    decoys[s["kind"]] += 1
                    alarms[s["kind"]] += any(f.start < s["end"] and s["start"] < f.end for f in found)
    score.table(f"Planted corpus {corpus}: rows that hold personal data")
    print(f"\nLook-alikes in {corpus} (order numbers, ISBNs, versions, ...), false alarms by kind:\n")
    print("| look-alike | alarms | rate | 95% interval |\n|---|---|---|---|")
    for kind in sorted(decoys):
        print(f"| {kind} | {cell(alarms[kind], decoys[kind])} |")
    print(f"| all | {cell(sum(alarms.values()), sum(decoys.values()))} |")
    print(f"\nThroughput: {rows / seconds:,.0f} rows (prompt + response) a CPU-second on one core.")


LOCALES = (
    "en_US",
    "en_GB",
    "en_CA",
    "en_AU",
    "en_IN",
    "de_DE",
    "fr_FR",
    "it_IT",
    "es_ES",
    "nl_NL",
    "sv_SE",
    "pt_BR",
)
ASKS = {
    "email": [
        "Could you forward the file to {}?",
        "{} never answered my last message.",
        "From: {}",
        "Best,\nMaria ({})",
        "cc {} and the team",
        "my login is {} but it fails",
    ],
    "card": [
        "Please charge {} for the booking.",
        "The payment card {} was declined twice.",
        "I typed {} and it says invalid.",
        "Visa: {}",
        "Karte {} wurde belastet",
    ],
    "iban": [
        "Transfer it to {} by Friday.",
        "account: {}",
        "Meine IBAN lautet {}.",
        "The refund should go to {} please",
        "{} is the account of our landlord",
    ],
    "ip": [
        "Traffic spiked from {} last night.",
        '{} - - [10/Oct] "GET / HTTP/1.1" 200',
        "ssh root@{}",
        "The attacker used {} and then left.",
        "client {} connected",
    ],
    "ssn": [
        "SSN {}",
        "Her social is {}.",
        "social security number: {}",
        "Applicant {}, born in Ohio",
        "The form shows {} in box 2.",
    ],
    "phone": [
        "Call me back on {} after five.",
        "Phone: {}",
        "You can text me at {}.",
        "Tel. {}",
        "my mobile is {}",
        "Fax: {}",
        "Ring {} and ask for Tom.",
        "WhatsApp {}",
        "If it breaks, dial {}.",
    ],
    "phone_bare": ["Anna, {}, Leeds", "Thanks! {}", "Write or use {} instead.", "Reception {} (weekdays)"],
    "mac": ["The device {} keeps dropping off the network.", "ether {} txqueuelen 1000", "MAC: {}"],
}
DECOYS = [
    ("order_no", "Your order {} has shipped."),
    ("tracking", "Tracking number {}."),
    ("isbn", "See ISBN {} for details."),
    ("version", "Fixed in version {}."),
    ("uuid", "Request id {}."),
    ("hash", "commit {}"),
    ("date", "Updated on {}."),
    ("timestamp", "[{}] started"),
    ("sum", "The total is ${}."),
    ("measure", "a distance of {} km"),
    ("coordinates", "at {} N"),
    ("years", "in the seasons {}"),
    ("invoice", "Invoice no. {} is overdue."),
    ("range", "pages {}"),
    ("pi", "pi is about {}"),
    ("ean", "EAN {}"),
    ("table", "{}"),
    ("time", "from {} on"),
    ("patent", "US patent {}"),
    ("phone_model", "the Nokia {} was a hit"),
]


def decoy(kind: str, rng: random.Random) -> str:
    digits = lambda n: "".join(rng.choice("0123456789") for _ in range(n))  # noqa: E731
    return {
        "order_no": lambda: rng.choice(
            [digits(10), digits(16), f"{digits(3)}-{digits(7)}-{digits(7)}", f"#{digits(8)}"]
        ),
        "tracking": lambda: rng.choice([digits(12), digits(22), "1Z" + digits(16)]),
        "isbn": lambda: rng.choice(
            [f"978-{digits(1)}-{digits(4)}-{digits(4)}-{digits(1)}", f"0-{digits(3)}-{digits(5)}-{digits(1)}"]
        ),
        "version": lambda: ".".join(str(rng.randint(0, 40)) for _ in range(rng.choice([3, 4]))),
        "uuid": lambda: (
            f"{rng.getrandbits(32):08x}-{rng.getrandbits(16):04x}-4{rng.getrandbits(12):03x}-a{rng.getrandbits(12):03x}-{rng.getrandbits(48):012x}"
        ),
        "hash": lambda: f"{rng.getrandbits(160):040x}",
        "date": lambda: rng.choice(
            [
                f"20{digits(2)}-0{rng.randint(1, 9)}-1{digits(1)}",
                f"1{digits(1)}.0{rng.randint(1, 9)}.20{digits(2)}",
                f"0{rng.randint(1, 9)}/1{digits(1)}/2019 08:30",
            ]
        ),
        "timestamp": lambda: rng.choice(
            [
                f"2023-11-0{rng.randint(1, 9)}T10:{rng.randint(10, 59)}:00.{digits(3)}Z",
                f"16{digits(8)}",
                f"16{digits(11)}",
            ]
        ),
        "sum": lambda: f"{rng.randint(1, 999)},{digits(3)},{digits(3)}.{digits(2)}",
        "measure": lambda: f"{rng.randint(1, 99)},{digits(3)},{digits(3)}",
        "coordinates": lambda: f"{rng.randint(10, 89)}.{digits(6)}, {rng.randint(10, 99)}.{digits(6)}",
        "years": lambda: " ".join(str(rng.randint(1950, 2020)) for _ in range(3)),
        "invoice": lambda: rng.choice([f"2021-{digits(6)}", digits(9), f"{digits(4)}-{digits(4)}"]),
        "range": lambda: (
            f"{rng.randint(100, 499)}-{rng.randint(500, 999)} and "
            f"{rng.randint(1000, 1999)}-{rng.randint(2000, 2999)}"
        ),
        "pi": lambda: "3.14159265358979",
        "ean": lambda: digits(13),
        "table": lambda: " ".join(digits(rng.randint(1, 4)) for _ in range(9)),
        "time": lambda: (
            f"1{digits(1)}:{rng.randint(10, 59)}:{rng.randint(10, 59)} to 2{rng.randint(0, 3)}:15:00"
        ),
        "patent": lambda: f"{rng.randint(4, 9)},{digits(3)},{digits(3)}",
        "phone_model": lambda: digits(4),
    }[kind]()


def generated(cases: int, seed: int) -> None:
    from faker import Faker

    rng = random.Random(seed)
    fakers = []
    for i, locale in enumerate(LOCALES):
        fake = Faker(locale)
        fake.seed_instance(seed * 1000 + i)
        fakers.append(fake)

    def value(kind: str) -> str:
        fake = rng.choice(fakers)
        if kind == "email":
            return rng.choice([fake.email, fake.ascii_company_email, fake.ascii_free_email])()
        if kind == "card":
            number = fake.credit_card_number()
            return rng.choice(
                [
                    number,
                    " ".join(number[i : i + 4] for i in range(0, len(number), 4))
                    if len(number) == 16
                    else number,
                ]
            )
        if kind == "iban":
            number = fake.iban()
            return rng.choice(
                [number, " ".join(number[i : i + 4] for i in range(0, len(number), 4)), number.lower()]
            )
        if kind == "ip":
            while True:
                address = fake.ipv4_public() if rng.random() < 0.7 else fake.ipv6()
                if not address.endswith(".0.0"):
                    return address
        if kind == "ssn":
            return fakers[0].ssn()
        if kind == "mac":
            return rng.choice([fake.mac_address(), fake.mac_address().upper().replace(":", "-")])
        return fake.phone_number()

    score = Score()
    for ask, sentences in ASKS.items():
        kind = ask.split("_")[0]
        for _ in range(cases):
            before, _, after = rng.choice(sentences).partition("{}")
            data = value(kind)
            named = "phone without a label" if ask == "phone_bare" else kind
            found = find(before + data + after)
            start, end = len(before), len(before) + len(data)
            score.texts += 1
            score.cases[named] += 1
            score.hits[named] += any(f.kind == kind and f.start <= start and f.end >= end for f in found)
            for f in found:
                score.findings[named] += 1
                score.right[named] += f.kind == kind and f.start < end and start < f.end
    score.table(f"Generated sentences (Faker, {len(LOCALES)} locales, seed {seed})")
    print(
        "\nGenerated look-alikes, false alarms by kind:\n\n| "
        "look-alike | alarms | rate | 95% interval |\n|---|---|---|---|"
    )
    total = Counter()
    for kind, sentence in DECOYS:
        hits = 0
        for _ in range(cases):
            hits += bool(find(sentence.format(decoy(kind, rng))))
        total.update(hits=hits, cases=cases)
        print(f"| {kind} | {cell(hits, cases)} |")
    print(f"| all | {cell(total['hits'], total['cases'])} |")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/ and corpus/")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--cases", type=int, default=400)
    options = parser.parse_args()
    presidio(options.shared).table("Presidio research set (1,500 sentences, written by others)")
    generated(options.cases, options.seed)
    for corpus in ("c10k", "c100k"):
        if (options.shared / "corpus" / corpus).exists():
            planted(options.shared, corpus)


if __name__ == "__main__":
    main()
