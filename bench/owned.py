"""Kinds that a word announces or a checksum shows, in many languages: `python -m bench.owned [--seed 5] [--cases 100]`.

Recall by kind over made-up values in sentences of their languages, and false alarms on look-alikes of each: a coordinate
of a town, a plate that is only talked about, a handle of a firm, a date of a biography, a number that fails its checksum.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable

from bench.privacy import cell
from ft_data.cleaning.privacy import find

Rng = random.Random
_UPPER = "ABCDEFGHJKLMNPRSTVWXYZ"


def _pattern(pattern: str) -> Callable[[Rng], str]:
    """Put a random digit for each ``#``, a random letter for each ``@``."""
    put = {"#": "0123456789", "@": _UPPER}
    return lambda rng: "".join(rng.choice(put[char]) if char in put else char for char in pattern)


def _one(*patterns: str) -> Callable[[Rng], str]:
    return lambda rng: _pattern(rng.choice(patterns))(rng)


def _date(*forms: str) -> Callable[[Rng], str]:
    return lambda rng: rng.choice(forms).format(
        d=rng.randint(1, 28), m=rng.randint(1, 12), y=rng.randint(1940, 2012)
    )


def _handle(rng: Rng) -> str:
    word = "".join(rng.choice("bcdfgklmnprst" if i % 2 == 0 else "aeiou") for i in range(rng.randint(4, 8)))
    return rng.choice(["@{0}_{1}", "@{0}.{1}", "{0}_{1}", "@{0}{1}"]).format(word, rng.randint(1, 99))


def _point(rng: Rng) -> str:
    a, b = rng.uniform(-89, 89), rng.uniform(-179, 179)
    if rng.random() < 0.3:
        north, east = "NS"[a < 0], "EW"[b < 0]
        return f"{abs(int(a))}°{rng.randint(0, 59)}'{rng.randint(0, 59)}.{rng.randint(0, 9)}\"{north} {abs(int(b))}°{rng.randint(0, 59)}'{rng.randint(0, 59)}\"{east}"
    return f"{a:.{rng.randint(4, 7)}f}, {b:.{rng.randint(4, 7)}f}"


def _luhn(body: str, off: int = 0) -> str:
    total = sum(d * 2 - 9 * (d > 4) if i % 2 == 0 else d for i, d in enumerate(map(int, reversed(body))))
    return body + str((-total + off) % 10)


_SHORT = _date("{d:02}.{m:02}.{y}", "{d}/{m}/{y}", "{y}-{m:02}-{d:02}")
# Kind, what is claimed, its value, sentences by language.
CASES: tuple[tuple[str, str, Callable[[Rng], str], tuple[str, ...]], ...] = (
    ("plate", "id_number", _one("@@## @@@", "@-@@ ####", "@@-###-@@", "#@@@###", "#### @@@", "@@ ### @@"),
     ("My number plate is {}.", "License plate: {}", "Kennzeichen: {}", "Mein Nummernschild ist {}.", "plaque d'immatriculation : {}", "Matrícula: {}",
      "Targa: {}", "Kenteken: {}", "numer rejestracyjny: {}", "Registreringsnummer: {}", "Placa do carro: {}", "registration plate {} was seen")),
    ("plate, other scripts", "id_number", lambda rng: rng.choice(["京", "沪", "粤"]) + _pattern("@·#####")(rng),
     ("车牌号：{}", "我的车牌是{}，谢谢", "車牌號碼：{}")),
    ("handle", "handle", _handle,
     ("Instagram: {}", "add me on Telegram: {}", "my Twitter handle is {}", "Mein Instagram ist {}", "mi Instagram es {}", "mon Snapchat : {}",
      "Discord: {}", "il mio TikTok: {}", "微信：{}", "インスタ：{}", "인스타: {}", "мой телеграм: {}")),
    ("position", "location", _point,
     ("I live at {} now", "My location: {}", "meet me at {}", "Mein Standort: {}", "ich wohne bei {}", "ma position : {}", "Mi ubicación: {}", "vivo en {}",
      "la mia posizione: {}", "minha casa: {}", "我的位置：{}", "мое местоположение: {}")),
    ("date of birth", "birth_date", _SHORT,
     ("Date of birth: {}", "DOB: {}", "I was born on {}", "Geburtsdatum: {}", "Date de naissance : {}", "Fecha de nacimiento: {}", "Data di nascita: {}",
      "Data de nascimento: {}", "Geboortedatum: {}", "Födelsedatum: {}", "Data urodzenia: {}", "Doğum tarihi: {}", "Дата рождения: {}", "出生日期：{}",
      "生年月日：{}", "생년월일: {}", "วันเกิด {}", "تاريخ الميلاد: {}", "जन्म तिथि: {}", '{{"date_of_birth": "{}"}}')),
    ("street with UK postcode", "address", lambda rng: f"{rng.randint(1, 299)} {rng.choice(['Mill', 'Station', 'Church', 'Victoria'])} {rng.choice(['Road', 'Lane', 'Street'])}, {rng.choice(['Leeds', 'York', 'Bath', 'Bristol'])} {rng.choice(['LS', 'YO', 'BA', 'BS'])}{rng.randint(1, 29)} {rng.randint(1, 9)}{_pattern('@@')(rng)}",
     ("I live at {}.", "Send it to {}, please", "Address: {}", "He moved to {} in May")),
    ("VIN", "id_number", lambda rng: _vin(rng), ("The car is {}.", "VIN {}", "Fahrzeug {} wurde verkauft", "车辆{}已售")),
    ("IMEI", "id_number", lambda rng: _luhn("35" + _pattern("############")(rng)), ("IMEI {}", "my IMEI is {}", "IMEI: {}", "IMEI号：{}")),
)  # fmt: skip


def _vin(rng: Rng) -> str:
    """Return a vehicle's number with its check digit (ISO 3779, 49 CFR 565)."""
    values = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))  # fmt: skip
    made = (
        "1"
        + "".join(rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ0123456789") for _ in range(10))
        + "A"
        + _pattern("#####")(rng)
    )
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum(w * (values[c] if c in values else int(c)) for w, c in zip(weights, made, strict=True))
    return made[:8] + "0123456789X"[total % 11] + made[9:]


DECOYS: tuple[tuple[str, Callable[[Rng], str], tuple[str, ...]], ...] = (
    ("plate", _one("20##", "###", "@@@@"), ("The license plate design of {} was changed.", "number plate recognition {}", "Das Kennzeichen gibt es seit {}.", "plaque d'immatriculation de {}", "车牌制度{}年改革")),
    ("plate", _one("A#", "B##", "Q7", "E##"), ("Take the {} motorway.", "Paper size {}", "the Audi {} is new", "bus {} stops here", "Platz {}")),
    ("handle", _one("@NASA##", "@media", "@Override", "@types/node##"), ("Follow {} on Twitter for news.", "Use {} in your stylesheet", "Add {} above the method", "Instagram was founded in 2010 {}", "npm i {}")),
    ("handle", _one("great", "down", "popular", "free"), ("Instagram is {}.", "Twitter is {} again", "WhatsApp and Telegram are {}", "微信是很{}的", "My Facebook is {} today")),
    ("position", _point, ("Berlin lies at {}.", "The summit ({}) is bare.", "coordinates: {}", "Der See liegt bei {}.", "la ville ({})", "城市位于{}")),
    ("position", lambda rng: f"{rng.uniform(0, 9):.5f}, {rng.uniform(0, 9):.5f}", ("The loss went from {} in two steps.", "weights: {}", "(x, y) = ({})", "p-values {}")),
    ("date of birth", _SHORT, ("The meeting is on {}.", "Released {}", "The company was founded on {}.", "Am {} begann es.", "Publié le {}", "截止日期：{}", "発売日：{}", "born to run, out {}")),
    ("date of birth", _date("{d}. Mai {y}", "{d} mai {y}", "{d} de mayo de {y}"), ("Er wurde in Trier geboren ({}).", "né à Lyon le {}", "nació en Lima el {}", "Karl, geboren am {} in Trier")),
    ("postcode", _one("LS# #@@", "SW#A #@@"), ("The postcode area {} is in the north.", "Version {} is out", "{} is a postcode")),
    ("VIN", _one("@@@@@@@@@@@@#####", "################@"), ("Order {} has shipped.", "key {}", "license {}")),
    ("IMEI", _pattern("35#############"), ("Invoice {} is due.", "order {}", "ISBN {}", "id={}")),
)  # fmt: skip


def run(cases: int, seed: int) -> tuple[Counter[str], Counter[str], Counter[str], Counter[str]]:
    """Return cases and hits by what is claimed, decoys and alarms by what they look like."""
    rng = random.Random(seed)
    total, hits, looks, alarms = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for name, kind, make, sentences in CASES:
        for number in range(cases):
            value, sentence = make(rng), sentences[number % len(sentences)]
            text = sentence.format(value)
            start = text.index(value)
            total[name] += 1
            hits[name] += any(
                f.kind == kind and f.start <= start and f.end >= start + len(value) for f in find(text)
            )
    for name, make, sentences in DECOYS:
        for number in range(cases):
            looks[name] += 1
            alarms[name] += bool(find(sentences[number % len(sentences)].format(make(rng))))
    return total, hits, looks, alarms


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--cases", type=int, default=100)
    options = parser.parse_args()
    total, hits, looks, alarms = run(options.cases, options.seed)
    print("| kind | found | recall | 95% |\n|---|---|---|---|")
    for name in total:
        print(f"| {name} | {cell(hits[name], total[name])} |")
    print("\n| look-alike of | alarms | rate | 95% |\n|---|---|---|---|")
    for name in looks:
        print(f"| {name} | {cell(alarms[name], looks[name])} |")
    print(f"| all | {cell(sum(alarms.values()), sum(looks.values()))} |")


if __name__ == "__main__":
    main()
