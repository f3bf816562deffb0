"""What a finder returns, and the small tests that several finders share."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple


class Finding(NamedTuple):
    """Personal data at ``text[start:end]``; offsets are characters."""

    kind: str
    start: int
    end: int


# Our own replacements. They are neither findings nor context for what stands beside them.
PLACEHOLDER = re.compile(
    r"\[(?:[A-Z]{2,12}(?:_[A-Z]{2,12}){0,2})(?:-[BCDFGHJKLMNPQRSTVWXZ]{6}(?:[BCDFGHJKLMNPQRSTVWXZ]{6})?)?\]"
)


def context(text: str, start: int, reach: int = 48) -> str:
    """Return what stands before ``start`` (``reach`` characters) in lower case, without placeholders."""
    window = text[back(text, start, reach) : start]
    if "[" in window or "]" in window:
        window = PLACEHOLDER.sub(" ", window)
        window = re.sub(r"^[A-Z_-]{2,30}\]", " ", window)
    return window.lower()


def back(text: str, start: int, reach: int) -> int:
    """Return where the ``reach`` characters before ``start`` begin: not within a word, whose rest may be another one."""
    begin = max(0, start - reach)
    while 0 < begin < start and is_word(text[begin]) and is_word(text[begin - 1]):
        begin += 1
    return begin


def ahead(text: str, end: int, reach: int) -> int:
    """Return where the ``reach`` characters behind ``end`` end: not within a word."""
    stop = min(len(text), end + reach)
    while end < stop < len(text) and is_word(text[stop]) and is_word(text[stop - 1]):
        stop -= 1
    return stop


def is_word(char: str) -> bool:
    """Say whether a character can continue a value: the one definition of where a finding may begin and end.

    The values that are looked for are written in ASCII letters and digits, so only digits and Latin letters
    (with their accents) continue them. A letter of any other script ends them as a blank does: Chinese,
    Japanese and Thai set none, Korean, Arabic and Hindi attach particles. Patterns say the same with RE2's
    ``\\b``, which knows ASCII only.
    """
    if char.isascii():
        return char.isalnum() or char == "_"
    return char.isdecimal() or (char.isalpha() and (char < "\u0250" or "\u1e00" <= char < "\u1f00"))


def bounded(text: str, start: int, end: int) -> bool:
    """Say whether ``text[start:end]`` neither continues a word on its left nor on its right."""
    return not (start and is_word(text[start - 1])) and not (end < len(text) and is_word(text[end]))


def runs_on(text: str, end: int) -> bool:
    """Say whether the number that ends at ``end`` goes on behind a decimal point or comma."""
    return text[end : end + 1] in (".", ",") and text[end + 1 : end + 2].isdigit()


_SPELLED = str.maketrans(dict.fromkeys("_\"'`[{*", " "))
# Words that say what a number is, and that it is not personal.
_NOT_PERSONAL = re.compile(
    r"(?:\b(?:order|ref(?:erence)?|invoice|ticket|case|booking|confirmation|tracking|shipment|parcel"
    r"|part|model|serial|article|item|product"
    r"|sku|asin|isbn|issn|doi|pmid|pmc|arxiv|ean|upc|gtin|patent|version|release|build|revision|rev"
    r"|commit|bug|issue|page|pages|pp|vol|volume"
    r"|chapter|section|figure|table|line|lines|port|pid|uid|gid|size|bytes|hash|checksum|md5|sha\d*|uuid"
    r"|imei|vin|zip|total|amount|sum|price|cost"
    r"|balance|population|score|seed|timestamp|epoch|transaction|txn|receipt|coordinates?|lat(?:itude)?"
    r"|lon(?:gitude)?|lot|batch|company|registration|registered|vat|charity|licen[cs]e|grant|award"
    r"|contract|policy|claim|student|employee|member|customer"
    r"|ndc|drug code|eissn|pubmed|nct|eudract|orcid|isni|udi|nsn|rfc|rma|docket|accession|catalog(?:ue)?|purchase order|po|p/n|quotation"
    r"|gst|sst|brn|roc"
    r"|(?:cat|cas|fcc|id|id card|card|quote|application|flight|bill|doc|co|comp|business)(?=\.? (?:number|numbers|nos?|nr|id|reg|registry|rn|#)\W))\b"
    r"\.?(?:\s+(?:number|numbers|nos?|nr|num|id|reg|registry|rn|code|is|was|came to|of|to|for|in|at|the)\b\.?)*\s*[:#=(]*\s*"
    r"|[#№$€£¥]\s?)$"
)
# The same in languages of Latin script: tickets, orders, invoices, files, consignments; what a register calls a firm.
_NOT_PERSONAL_IN_EUROPE = re.compile(
    r"\b(?:billet|commande|facture|dossier|référence|réf|colis|suivi|protocole|siret|siren|rcs"
    r"|protocolo|pedido|encomenda|fatura|factura|rastreio|chamado|bilhete|boleto|cnpj|guía|envío|expediente|incidencia|reserva|albarán"
    r"|(?:bestell|artikel|teile|rechnung|auftrag|vorgang)[\w-]*|aktenzeichen|kundennummer|sendung\w*|buchung\w*|hrb|hra|ust-?id\w*|steuernummer"
    r"|ordine|fattura|pratica|biglietto|spedizione|partita iva|p\.? ?iva|(?:reg(?:\.|istro)? ?imprese|c\. ?f\.|r\.?e\.?a)(?: (?:di )?\w+)?|bestelling|factuur|zaak|dossiernummer|zamówieni\w+|faktur\w+|ordernummer)\b"
    r"[.]?(?:\s+(?:n[º°o]?|numéro|número|num|nr|nummer|numero|numer|de|do|du|der|est|é|es|è|ist|is)\b[.º°]?)*\s*[:#=(nº°.]*\s*$"
)
_NOT_PERSONAL_ELSEWHERE = re.compile(
    r"(?:(?:订单|訂單|单|單|运单|快递|流水|编|編|型|版本|发票|發票|工单|案件|产品|商品|批次|工|学|注文|品|受付|伝票|会員)(?:编|編)?"
    r"(?:号|號|番)(?:码|碼|号)?\s?(?:是|为|為|は|が)?[:：#=(（]*\s?"
    r"|(?:订单|訂單|版本|发票|バージョン|注文|型番|주문|송장|운송장|버전|모델)\s?(?:번호|番号)?\s?(?:은|는|이|가|は|是|为)?[:：#=(（]*\s?"
    r"|(?:คำสั่งซื้อ|เวอร์ชัน|รุ่น|ใบแจ้งหนี้|พัสดุ)(?:เลขที่|หมายเลข|ที่)?\s?(?:คือ)?[:：#=(]*\s?"
    r"|(?:رقم )?(?:ال)?(?:طلب|إصدار|فاتورة|شحنة|نسخة|تذكرة)(?: رقم)?\s?(?:هو)?[:：#=(]*\s?"
    r"|(?:ऑर्डर|आदेश|संस्करण|चालान|बिल|टिकट)\s?(?:संख्या|नंबर|क्रमांक)?\s?[:：#=(]*\s?"
    r"|(?:заказ|номер заказа|верси|счет|счёт|артикул|накладн)\w{0,3}\s?(?:№|номер)?\s?[:：#=(]*\s?)$"
)


def said_otherwise(before: str) -> re.Match[str] | None:
    """Match at the end of ``before`` (lower case) the words that say that the number after it is no person's.

    Names of fields and quotes read as words and blanks: ``"tracking_id": ["``.
    """
    before = before.translate(_SPELLED)
    found = _NOT_PERSONAL.search(before) or _NOT_PERSONAL_IN_EUROPE.search(before)
    return found or (None if before.isascii() else _NOT_PERSONAL_ELSEWHERE.search(before))


def apart(text: str, items: Iterable[Finding], found: Iterable[Finding] = ()) -> Iterator[Finding]:
    """Yield the items that overlap neither what was ``found`` nor an item before; in time that grows as the text does."""
    taken = bytearray(len(text))
    for one in found:
        taken[one.start : one.end] = b"\1" * (one.end - one.start)
    for one in items:
        if taken.find(1, one.start, one.end) < 0:
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            yield one


def places(text: str, values: Collection[str]) -> dict[str, list[int]]:
    """Return where each of ``values`` (not empty) stands in a text as a whole, in order: one pass, however many there are."""
    if not values:
        return {}
    size = min(_HEAD, *map(len, values))
    lengths: dict[str, set[int]] = {}
    for value in values:
        lengths.setdefault(value[:size], set()).add(len(value))
    found: dict[str, list[int]] = {value: [] for value in values}
    if len(lengths) <= _FEW:
        heads: Iterable[int] = (at for head in lengths for at in _starts(text, head))
    else:
        firsts = "".join(sorted({head[0] for head in lengths}))
        heads = (match.start() for match in re.finditer(f"[{re.escape(firsts)}]", text))
    for at in heads:
        for length in lengths.get(text[at : at + size], ()):
            known = found.get(text[at : at + length])
            if known is not None and at + length <= len(text) and bounded(text, at, at + length):
                known.append(at)
    return found


_HEAD, _FEW = (
    4,
    8,
)  # characters that a value is told by, and so many such heads that are looked for one by one


def _starts(text: str, value: str) -> Iterator[int]:
    at = text.find(value)
    while at >= 0:
        yield at
        at = text.find(value, at + 1)


MARK = "[PUBLIC]"  # reads as a placeholder


def blanked(text: str, values: Collection[str]) -> str:
    """Return a text with a mark where one of ``values`` stands as a whole, the longest first."""
    where = places(text, values)
    items = (
        Finding("", at, at + len(value))
        for value in sorted(where, key=lambda value: (-len(value), value))
        for at in where[value]
    )
    parts: list[str] = []
    position = 0
    for item in sorted(apart(text, items)):
        parts += (text[position : item.start], MARK)
        position = item.end
    return "".join((*parts, text[position:]))
