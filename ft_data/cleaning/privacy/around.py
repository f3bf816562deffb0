"""What the words around a finding say of it: a hotline's number, a restaurant's address, the host that a command talks to.

Only words of the same sentence count, and one that makes it somebody's own ("my", "her", "lives") outweighs them.
"""

from __future__ import annotations

import re
from typing import Final

from ft_data.cleaning.privacy.finding import PLACEHOLDER, Finding, ahead, back
from ft_data.cleaning.privacy.mailboxes import is_role
from ft_data.cleaning.privacy.persons import names_whom, says_person, spells_name
from ft_data.text.says import Says

REACH: Final = 110
SLACK: Final = 90  # by how much placeholders may have moved words away
_HEAD: Final = 80
_TAG = re.compile(r"<[^<>]{0,200}>")
# A sentence ends there; a full stop within an abbreviation or a number does not.
_BREAK = re.compile(
    r"(?<![A-Z]{2})[.!?。！？][\"')\]]?\s+(?=[^\W\d_a-z])|\n\s*\n|[.!?]\n|[。！？]|(?<=[a-z]{3})[.!?]\s"
)

_is_marked = Says(
    r"\bi(?:['’]m| am)\b|\bwe(?:['’]re| are)\b|\b(?:their|ihr(?:e|er|en)?|mobile|cell(?: ?phone)?|handy)\b|行動電話|手機|手机|携帯電話|휴대폰|휴대전화"
)


def _is_somebodys(text: str) -> bool:
    return _is_marked(text) or says_person(text)


# Behind a number, of who has it.
_is_mine = Says(r"\bi(?:['’]m| am)\b|\b(?:i|we) live\b|\b(?:himself|herself|handy|upstairs)\b")
_names_desk = Says(
    r"hot ?line|help ?line|life ?line|info ?line|infolini|\b(?:support|service|sales|press|media|help|customer) team\b|\bcompany (?:\w+ ){0,2}(?:phone|tel|telephone|fax|number|contact)\b|\b(?:crisis (?:line|cent(?:er|re))|emergency (?:number|line|assistance)|poison control|switchboard"
    r"|toll[- ]free|free ?phone|customer (?:service|care|support)|call cent(?:er|re)|service line|support line|samaritans|crime ?stoppers"
    r"|ministry|department|agency|embassy|consulate|consular|headquarters|bureau|authority|commission|council|press office|sales office|box office"
    r"|(?:operations|information|visitor|contact|call|service|support|data|medical|health|research|cent(?:er|re) for)[ -]cent(?:er|re)"
    r"|police|fire brigade|library|museum|university|gmbh|inc|ltd|llc|corp|institut\w*|laborator\w+|foundation|association|league|society|dept|spa|salon|experts|reprints|newsroom|reservations?|front desk|reception"
    r"|notruf\w*|telefonseelsorge|service-?(?:ruf)?nummer|kundenservice|kundendienst|zentrale|\w*ministerium\w*|behörde\w*|agentur\w*|enhet\w*|konsulat\w*|botschaft\w*|krisenstab"
    r"|numéro vert|service client|ministère|mairie|préfecture|línea (?:de atención|gratuita)|atención al cliente|número gratuito|ministerio|ayuntamiento"
    r"|numero verde|servizio clienti|ministero|ministério|atendimento|central de|klantenservice|gemeente|kundtjänst|ministerstw\w*|urząd\w*"
    r"|(?:stand by|service|press|media) desk|booking office|visitors?|clinics?|hospitals?|pharmacy|club|\w*klinik|krankenhaus|polizei|feuerwehr|rathaus|geschäftsstelle|apotheke|e\. ?v\.|verein\w*|\w*amt|spendenkonto|inspection du travail"
    r"|remis(?:es|ería)|terminal|restaurantes?|parrilla|pizzería|resto|mese(?:ro|ra)s?|hostel|empresa|clínica|hospital|policía|polícia|bomberos|bombeiros|emergencias?|emergências?|sede|recepción|recepção|prefeitura|delegacia|ouvidoria|disque"
    r"|accueil|secrétariat|standard|hôpital|clinique|pharmacie|pompiers|samu|association|société|ospedale|comune|polizia|sportello|questura|szpital|policja)\b"
    r"|酒店|宾馆|前台|总台|预订|医院|门诊|咨询|投诉|报警|机场|航空|银行|市役所|区役所|病院|警察|병원|경찰|공항|поликлиник|больниц|полици|администраци|университет|гостиниц|热线|熱線|服务电话|客服|急救|派出所|大使馆|总机|ホットライン|フリーダイヤル|相談窓口|お問い合わせ|代表電話|代表號|代表号|고객센터|상담전화|대표전화|민원|สายด่วน|ศูนย์|الخط الساخن|خدمة العملاء"
    r"|हेल्पलाइन|горяч\w+ лини|справочн|министерств"
)
# Nobody's line is said without a name: "for registration, call".
_FOR_ANYONE = re.compile(
    r"\b(?:information|details|registration|reservations|tickets|inquiries|enquiries|questions|prizes?|won|awarded|free|offer|2 claim|to (?:claim|order|book|register|subscribe|unsubscribe|opt out))\b[^.!?\d]{0,48}"
    r"\b(?:call|dial|ring|phone|tel(?:ephone)?)(?: us)?(?: now)?(?: (?:at|on))?[:. ]*\Z"
    r"|\b(?:call|phone|ring|contact|dial|text|reach|fax) us(?: (?:now|today|anytime|any time|directly|toll[- ]free))?(?: (?:at|on|under))?[:. *]*\Z"
    r"|\b(?:rufen sie uns|kontaktieren sie uns|appelez[- ]nous|contactez[- ]nous|ll[aá]menos|contáctenos|chiamateci|contattateci|ligue para nós|bel ons)(?: (?:an|unter|au|al|a|op))?[:. ]*\Z"
)
# A firm's entry in a directory: its page, then its number.
_DIRECTORY = re.compile(r"\burl ?: ?https?://\S+\s+\W{0,3}\w{2,10} ?: ?\Z")
# Behind a number only what can be said of no person: hours of business, a hotline.
_says_hours = Says(
    r"\bvisit (?:us|our)\b|\bour (?:web ?site|store|office|shop)|hot ?line|help ?line|toll[- ]free|during (?:business|office|working) hours|after hours|\b(?:mon(?:day)?s?|weekdays)\s?(?:to|through|thru|-|–)\s?(?:fri|sat|sun)"
    r"|\b(?:montags?|mo)\.?\s?(?:bis|-|–)\s?(?:freitags?|fr|samstags?)\b|werktags|\bouvert du\b|du lundi au|de lunes a viernes|dal lunedì al|de segunda a sexta"
    r"|p ?(?:/|per) ?(?:min|msg|sms)|\bper min(?:ute)?\b|national[- ]rate|\bto claim\b|\boffer ends\b|\bopt[- ]?out\b|t&c|\breply stop\b|\b18\+"
    r"|(?:service|appel|numéro)[ *]{1,4}gratuit|\b24/7\b|24 hours|rund um die uhr|周一至|工作日|平日|営業時間|定休日|入場料"
)
_is_lived_in = Says(
    r"\b(?:live[sd]?|living|resid\w+|home|house|shipp?\w*|deliver\w*|mailing|billing|moved?|apartment|flat|tenant|customer|patient|dear|sincerely"
    r"|name|born|aged?|mother|father|wife|husband|wohn\w*|wohnhaft|habite|domicili\w+|vive|vivo|residen\w+|abita\w*|mora\w*|woon\w*|bor)\b|住在|住所|自宅|我家|家里|自家"
)
_names_place = Says(
    r"\bby writing to\b|unsubscri|opt(?:ing)?[- ]?out|remove yourself|stop receiving|abzumelden|abmeld|abbestell|désabonn|désinscri|darse de baja|descadastr|disiscri|\b(?:located|situated|cent(?:er|re)|restaurants?|caf[eé]s?|coffee ?(?:shop|house)|bars?|pubs?|bistro|pizzeria|hotels?|hostels?|inns?|museums?|galler(?:y|ies)|theat(?:er|re)s?|cinemas?|librar(?:y|ies)"
    r"|stores?|shops?|shopping|market|mall|supermarket|cuisine|park|stadium|church(?:es)?|cathedral|chapel|temple|mosque|synagogue|kirche\w*|jugendherberge|\w*einrichtung|\w*unterkunft"
    r"|school|university|college|hospital|clinic|shelter|warehouse|embassy|courthouse|headquarters?|headquartered|building|skyscraper|tower|timber|façade|facade|architect\w*|listed|railings"
    r"|rated|rating|station|airport|white house|eatery|diner|bakery|salon|gym|company|inc|ltd|llc|gmbh|corporation|foundation|offices?|business|institut\w*|laborator\w+|association|league|siège|établissement|registered at"
    r"|incorporated|univ\.?|department|dept\.?|facult\w*|fakult\w*|division|plc|pty|kg|s\.?r\.?l|research|technologies|consulting|solutions|systems|services|group|investors|bank|campus|lab"
    r"|venue|facilit(?:y|ies)|veranstaltungsort|treffpunkt|events?|meet-?ups?|conference|workshop|held at|takes place|(?:hacker|maker|hack)space|coworking"
    r"|gelegen|gaststätte|\w*laden|\w*zentrum|\w*theater|\w*universität|hochschule|bibliothek|rathaus|\w*bahnhof|krankenhaus|\w*gebäude|büro|\w*halle|e\. ?v\.|verein\w*|vereinsheim|\w*treffen|veranstaltung\w*|stattfind\w*|findet"
    r"|ubicad\w+|localizad\w+|restaurante|tienda|loja|centro|teatro|cine|museo|museu|iglesia|igreja|universidade?|facultad|faculdade|biblioteca|sede|hébergé|éditeur|kita|kinderkrippe|kindergarten|\w*schule|awo|caritas|oficinas?|auditorio|auditório|edificio|prédio|instituto|evento|charla"
    r"|restaurac\w+|kavárn\w+|hospod\w+|hotelu|muze(?:um|a|u)|divadl\w+|obchod\w*|kawiarni\w*|sklep\w*|szkoł\w*|winkel|kerk|ziekenhuis|butik\w*|sjukhus\w*|skola\w*|ravintola\w*|kahvila\w*"
    r"|situé\w*|magasin|théâtre|musée|église|université|bibliothèque|mairie|gare|hôpital|immeuble|salle|boutique|ristorante|negozio|università|chiesa|ospedale|stazione)\b"
    r"|📍|місце проведення|место проведения|расположен|кафе|ресторан|музей|театр|магазин|университет|офис|гостиниц|位于|位於|坐落|大厦|大楼|大学|公司|总部|医院|广场|机场|车站|宾馆|白宫|美術館|美术馆|図書館|图书馆|にある|本社|ビル|病院|会社|위치|대학|본사|빌딩|병원|餐厅|餐廳|饭店|酒店|博物馆|商店|レストラン|ホテル|식당|호텔|公園|公园|องค์การ|บริษัท|สำนักงาน|โรงแรม|โรงพยาบาล|มหาวิทยาลัย|โรงเรียน|ร้านอาหาร|พิพิธภัณฑ์|กระทรวง"
)
# Above an address: whose letterhead it is.
_names_firm = Says(
    r"\b(?:hébergé par|hosted by|gehostet bei|inc|incorporated|ltd|limited|llc|llp|corp|corporation|company|gmbh|ag|kg|bv|b\.v|nv|n\.v|bvba|s\.a|s\.?r\.?l|s\.?p\.?a|plc|pty|enterprises?|trading|sdn|bhd|pvt|pte|sarl|sasu?|s\.?a\.?s|s\.?l|ltda|oy|ab"
    r"|university|universit\w+|univ|institut\w*|instituto|college|school|laborator\w+|cnrs|facult\w*|fakult\w*|department|dept|dpto|depto|departamento|division|headquarters|visitors|e\.v|\w*klinikum)\b"
)
_SHOP = re.compile(
    "(?!.?[里裡对對上后後前下外旁楼樓]面)的?[^，。！？,\\s]{1,7}(?:店|馆|館|面|啤酒|餐|茶|酒楼|酒家|食堂)"
)
_BOX = re.compile(r"(?i)p\.? ?o\.? ?box")  # nobody lives there
_INITIALS = re.compile(
    r"(?:^|\n)[ \t>*]*(?:[A-Z]\. ?){1,2}[A-Z][\w'’-]*[ \t*]*\n[ \t>*]*\Z"
)  # but for whom a line above names
# What the address itself is said to be: "38 Bridge Street (1897) is a shop", "Rue 3, built in 1900".
_SAID_OF = re.compile(
    r"(?:\s?\([^()]{1,24}\))?,?\s(?:(?:and|und|et|y|e) )?(?:[\w’'-]+ ){0,4}(?:is|are|was|were|built|houses|ist|war|est|était|es|era|è)\b[^\n<>\[\](){}]*"
    r"|\s?\([^()\n]{2,40}\)"
)
# Where many read, and how an organisation asks to be written to.
_LIST = re.compile(
    r"mailing[- ]?lists?|\blistserv|listinfo|\bmajordomo|\bsubscribe|subscription (?:list|address|requests?)|\b(?:la|nuestra) lista\b|(?:maintainers|team|support|developers|group|project|foundation|office) ?[<(]\Z|liste de diffusion|lista de (?:correos?|discuss|e-?mail|distribu)|mailingliste|メーリングリスト|邮件列表|메일링 리스트|рассылк"
)
_US = re.compile(
    r"(?:\b(?:schick\w* (?:\w+ ){0,3}uns|melde\w* euch|mandar? (?:un )?(?:mail|correo|e-?mail) a|env[ií](?:ar?|en?|ad|anos|enos) (?:un )?(?:mail|correo|e-?mail) a)|\b(?:contact|write(?: to)?|e-?mail|mail|reach|ask|tell|call) us|schreib\w* (?:sie )?uns|kontaktier\w* (?:sie )?uns|(?:contactez|écrivez)[- ]nous|nous (?:contacter|écrire)|contáctanos|escríbenos|contáctenos|escribirnos|contactarnos"
    r"|fale conosco|escreva-nos|contate-nos|contattaci|scrivici|napisz do nas|联系我们|напишите нам|свяжитесь с нами)\b[^!?\n]{0,60}(?:\n[^!?\n]{0,24})?\Z"
)


def _around(text: str, item: Finding, lenient: bool) -> tuple[str, str]:
    """Return what stands before and behind, without tags and placeholders."""
    reach = REACH + SLACK * lenient
    before = text[back(text, item.start, reach) : item.start]
    return _bare(before), _bare(text[item.end : ahead(text, item.end, reach)])


def _bare(text: str) -> str:
    if "<" in text:
        text = _TAG.sub(" ", text)
    return PLACEHOLDER.sub(" ", text) if "[" in text else text


def _sentence(before: str, after: str) -> tuple[str, str]:
    """Return what of both belongs to the same sentence."""
    return _BREAK.split(before)[-1], _BREAK.split(after, maxsplit=1)[0]


def of_an_organisation(text: str, item: Finding, lenient: bool = False) -> bool:
    """Say whether the words around a number make it one that an organisation answers, and nobody's own."""
    before, after = _around(text, item, lenient)
    if _DIRECTORY.search(before.lower()) or (item.kind == "phone" and beside_a_desk(text, item)):
        return True
    # Around most numbers there is no such word, whatever the sentence.
    if not _speaks_of_desk(before, after):
        return False
    if lenient:
        return True
    if _OWN_LINE.match(text, item.end):
        return False
    before, after = _sentence(_with_them(before), after)
    if not _speaks_of_desk(before, after) or names_whom(before):
        return False
    return not (_is_somebodys(before.lower()) or _is_mine(after.lower()))


# A sentence that says of whom only by a pronoun goes on with the one before it.
_THEY = re.compile(r"[.!]\s+(they|it|sie|ils|elles|ellos|loro|eles) (?=[^.!?]{0,60}\Z)", re.I)


def _with_them(before: str) -> str:
    return _THEY.sub(r", \1 ", before)


# The label behind a number, or behind the last of a row of them: a signature's, whatever firm it names.
_OWN_LINE = re.compile(
    r"(?i)(?:[ \t(/-]{0,3}(?:office|fax|desk|tel|phone|work|direct)\)?[ \t]*[\n,;/|]{1,2}[ \t]*[+(]?\d[\d ().+x/-]{6,22}){0,3}"
    r"[ \t(/-]{0,3}(?:mobile|cell|home|mobil|handy|privat|portable|móvil|celular|cellulare)\b"
)


_MAILBOX = re.compile(r"[\w.+-]{2,64}@[\w-]+(?:\.[\w-]+)+")


def beside_a_desk(text: str, item: Finding) -> bool:
    """Say whether the line of a number has the mailbox of a desk, and of nobody: a letterhead's, or a footer's."""
    start = max(text.rfind("\n", 0, item.start) + 1, item.start - REACH)
    end = text.find("\n", item.end)
    end = min(end if end >= 0 else len(text), item.end + REACH)
    if text.find("@", start, end) < 0:
        return False
    found = _MAILBOX.findall(text, start, end)
    before = text[start : item.start]
    return (
        bool(found)
        and all(map(is_role, found))
        and PLACEHOLDER.search(text, start, end) is None
        and not (_TWO_NAMES.search(before) or _is_somebodys(before.lower()))
    )


_TWO_NAMES = re.compile(
    r"(?<!\w)[A-Z\u00c0-\u00de][a-z\u00df-\u00ff'’-]+ (?:[A-Z]\. )?[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u00ff'’-]{2,}"
)


def _speaks_of_desk(before: str, after: str) -> bool:
    before = before.lower()
    return _names_desk(before) or _says_hours(after.lower()) or _FOR_ANYONE.search(before) is not None


# What programs that send to many put below: the sender's own.
_FOOTER = re.compile(
    r"\bour mailing address is:?\s*\n|\b(?:any )?(?:further|future|more) (?:e-?)?mails?\b[^.!?]{0,40}\b(?:click|visit|write|go)\b[^\n]{0,20}\n"
)


def of_a_public_place(text: str, item: Finding, lenient: bool = False) -> bool:
    """Say whether a street and number is where something is that everybody may visit or look at, and nobody's home."""
    before, after = _around(text, item, lenient)
    sentence, near = (before, after) if lenient else _sentence(before, after)
    sentence, near = sentence.lower(), near.lower()
    box = _BOX.match(text, item.start) is not None
    if box and not lenient and _INITIALS.search(text, max(0, item.start - 60), item.start):
        return False
    if not lenient and not box and _TAKEN.search(sentence):
        return False
    if _FOOTER.search(before.lower()):
        return True
    if not lenient and (_is_somebodys(sentence) or _is_lived_in(near) or _is_mine(near)):
        return False
    if _SHOP.match(after) or _says_hours(near) or of_a_firm(text, item, lenient):
        return True
    line = before.rpartition("\n")[2].lower()
    theirs = _is_somebodys(line) or _is_lived_in(line) or _TAKEN.search(line) or _AT_HOME.search(line)
    if not theirs and (_EVENT.search(line) or (_WHERE.search(line) and _WHEN.search(after[:60].lower()))):
        return True
    if not (box or _names_place(before.lower()) or _names_place(after.lower())):
        return False
    if not lenient:
        sentence = _BESIDE.sub(" ", sentence)
    if not (box or _names_place(sentence)):
        said = _SAID_OF.match(near)
        if said is None or not _names_place(said.group()):
            return False
    return lenient or not (_is_somebodys(sentence) or _is_lived_in(sentence))


# When something takes place, before where: a day and an hour, or from one hour to another.
_HOUR = r"(?:[01]?\d|2[0-4])(?:[:.h]\d\d| ?uhr| ?h\b| ?[ap]m)"
_EVENT = re.compile(
    rf"(?:\d{{1,2}}\.\d{{1,2}}\.(?:\d{{2,4}})?|\d{{4}}-\d\d-\d\d|\w+day|\w+tag|mittwoch)[^\n]{{0,24}}?{_HOUR}|{_HOUR} ?(?:uhr)? ?(?:-|–|bis|to|until|à|a|al) ?{_HOUR}"
)
_WHERE = re.compile(
    r"(?:\A|\s|\*)(?:ort|wo|where|venue|location|lieu|où|lugar|dónde|onde|luogo|dove|місце|место|場所|地点) ?(?:\*\*)? ?[:：]"
)
_WHEN = re.compile(
    r"(?:zeit|uhrzeit|wann|beginn|datum|when|time|date|quand|heure|cuándo|hora|quando|data|ora|коли|когда|время|час|日時|时间) ?(?:\*\*)? ?[:：]"
)
_TAKEN = re.compile(
    r"pick(?:ed|ing)?[ -]?up|taxi|cab\b|ride|courier|package|parcel|movers|abhol|liefer|paket|livr|recog|entreg|ritir|consegn"
    r"|\bdrop(?:ped|ping)?\b|\bfetch\b|\bdépose[zr]?\b"
)
# What somebody keeps at home has a day and an hour too.
_AT_HOME = re.compile(
    r"birthday|sleepover|playdate|housewarming|baby ?sit|\bdinner\b|[^\W\d_]['’]s(?: place| house| flat)?,? ?\Z|geburtstag|\bbei [^\W\d_]+, ?\Z|anniversaire|\bchez [^\W\d_]+,? ?\Z|cumpleaños|en casa de|a casa di|em casa de|aniversário|compleanno|生日|誕生日|день рождения"
)
# A house that is told by a place it is not.
_BESIDE = re.compile(
    r"\b(?:above|behind|over|opposite|next to|beside|across from|after|über|hinter|neben|gegenüber|au-dessus|derrière|en face|encima|detrás|frente)(?: (?:the|an?|de[mrnls]?|la|le|du|al|il|l['’]))*[ '’][\w-]+"
    r"|\b(?:cashier|waiter|waitress|cook|clerk|nurse|guard|kellner(?:in)?|verkäufer(?:in)?) (?:at|in|of|im|bei) (?:(?:the|a|an|der|dem) )?[\w-]+|の上|の裏|の隣|楼上|对面|隔壁"
)


def of_a_firm(text: str, item: Finding, lenient: bool = False) -> bool:
    """Say whether a firm, a university or an association stands above an address or an account."""
    before = _around(text, item, lenient)[0]
    if not lenient:
        last = _sentence(before, "")[0]
        before = last if len(_SMALL.findall(last)) > 1 else before
    before = before.lower()
    head = before[back(before, len(before), _HEAD + SLACK * lenient) :]  # "Betrag" cut in two would be an AG
    return _names_firm(head) and (lenient or not (_is_somebodys(head) or _is_lived_in(head)))


_SMALL = re.compile(r"(?<!\w)[^\W\d_A-Z]+(?!\w)")  # of a sentence, which a letterhead is not


# An archive of lists names them in the addresses of its pages.
_ARCHIVED = re.compile(
    r"(?i)https?://[^\s\"'<>]*(?:archive|lists?[./]|mailman|groups|nntp|gmane|marc\.info|pipermail)[^\s\"'<>]*/\Z"
)


def is_archived(text: str, item: Finding) -> bool:
    """Say whether a mail address is the page of a list in the URL of an archive."""
    return _ARCHIVED.search(text, max(0, item.start - 120), item.start) is not None


def of_a_list(text: str, item: Finding, lenient: bool = False) -> bool:
    """Say whether a mail address is said to be a mailing list's, or one that "us" answers."""
    before, after = _around(text, item, lenient)
    if not lenient:
        before, after = _sentence(before, after)
        local = text[item.start : item.end].partition("@")[0]
        if spells_name(before, local) or re.search(
            rf"(?i:{re.escape(local)}) [A-Z][a-z]+,[^<(]*[<(]\Z", before
        ):
            return False
    before = before[back(before, len(before), 70) :].lower()
    after = after[: ahead(after, 0, 40)].lower()
    said = _LIST.search(before)
    in_words = said is not None and (said.end() == len(before) or any(map(str.isspace, before[said.end() :])))
    if in_words or _LIST.search(after):  # not in a URL
        return lenient or not _is_somebodys(before)
    return _US.search(before) is not None


# Where somebody is asked to write who is not said to be one person.
_WRITE = re.compile(
    r"(?:hear from you|get in touch|reach out|reach (?:the |our )?team|\bjoin us|apply\b|your ideas?|feedback|questions?|to us\b|send us|tell us|let us know|e-?mail(?:ing)? (?:\w+ ){0,3}(?:to )?us\b|nous (?:écrire|contacter)|une question|écri(?:vez|re) à"
    r"|schreib\w*|frag\w*|escrib\w*|scriv\w*|e-?mailed us|get involved|drop us (?:a|an) \w+)[^!\n]{0,60}(?:\n[^!\n]{0,24})?\Z"
    r"|\[(?:(?:via|by|send|an?|us|per|par|por|your|the) ){0,3}(?:e-?mail|mail|write|contact)(?: (?:us|the team|our team|address|here|now)){0,2}\]\(mailto:\Z"
)


def asks_to_write(text: str, item: Finding) -> bool:
    """Say whether the words before a mail address ask anybody to write there."""
    before = _around(text, item, False)[0]
    return _WRITE.search(before.lower()) is not None and not _is_somebodys(_sentence(before, "")[0].lower())


_MY_MAILBOX = re.compile(
    r"\b(?:my|his|her|mein[er]?|mon|mi|il mio|meu|мой|мо[яе])(?: (?:own|new|private|personal|privat\w*|eigene\w*|neue\w*|personnelle?|personal|personale|pessoal|личн\w+))* (?:e-?mail|mail|mailbox|address|e-?mail[- ]?address|adresse|mailadresse|courriel|correo|indirizzo|почта|адрес)"
    r"(?: (?:address|e-?mail|is|now|ist|est|es|è|é|jetzt|here))*[ :<(]*\Z|بريدي[^.\n]{0,20}\Z|मेरा ईमेल\s*\Z|我的(?:邮箱|电邮|邮件)(?:地址)?是?[:： ]*\Z|私のメール(?:アドレス)?は?[:： ]*\Z"
)


def of_one_person(text: str, item: Finding, value: str, by_its_name: bool) -> bool:
    """Say whether the words around make a mailbox a person's that is called like a desk or like its own domain.

    ``by_its_name``: the name of a desk, which many write about; the other is somebody's wherever the sentence says so.
    """
    before, _ = _sentence(*_around(text, item, False))
    if _MY_MAILBOX.search(before.lower()) or spells_name(before, value.partition("@")[0], single=True):
        return True
    return not by_its_name and (
        _is_somebodys(before.lower()) or _WRITES_ME.search(before.lower()) is not None
    )


_WRITES_ME = re.compile(r"\b(?:write|mail|e-?mail) (?:to )?me\b|\bprivate?ly\b|\bprivat\b")


_CAPITAL = re.compile(r"[A-Z][\w'’]*")
_COLLECTIVE = re.compile(
    r"(?i)\b(?:users?['’]?|group|list|association|society|club|committee|project|team|network|institute|foundation|federation|union|council|board|forum|alliance|centre|center)\b"
)


def short_for_a_group(text: str, item: Finding, value: str) -> bool:
    """Say whether a mailbox is called by the first letters of the group that is named before it: "Harbour Linux Users' Group: hlug@"."""
    local = value.partition("@")[0].lower()
    if not (local.isalpha() and 3 <= len(local) <= 8):
        return False
    names = _CAPITAL.findall(text[back(text, item.start, 90) : item.start])
    for end in range(len(names), len(local) - 1, -1):
        some = names[end - len(local) : end]
        if "".join(name[0] for name in some).lower() == local and _COLLECTIVE.search(" ".join(some)):
            return True
    return False
