"""Personal data as it is written in sixteen languages: telephone numbers, mail addresses, accounts and home addresses in sentences
of ours, and numbers beside them that are nobody's. Every number is made up; letters stand beside it where a language sets no space.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

# In patterns # is a digit, % one that is not 0.
EACH = 10  # sentences of a kind and language


class Local(NamedTuple):
    """How a language writes personal data: numbers, account, home, and sentences around them."""

    region: str
    phones: tuple[str, ...]
    account: str  # of an IBAN what follows the check digits; empty: a card
    homes: tuple[str, ...]  # in [] the street and number, which is what nobody may find
    said: tuple[str, str, str, str]  # around a telephone number, a mail address, an account and a home
    nobodys: tuple[str, ...]


LOCAL: dict[str, Local] = {
    "en": Local("GB", ("07### ######", "+44 7### ######", "020 7### ####"), "NWBK##############",
        ("[%# Larkfield Road], Leeds LS# %AB", "[Flat %, %# Mill Lane], York YO# %DE"),
        ("You can call me on {}.", "My address is {}, write any time.", "Please pay to {} by Friday.", "I live at {}."),
        ("Order no. %######## is on its way.", "The book has the ISBN 978-3-%#-######-#.", "Version %.##.# came out in 20##.", "It cost %#,### pounds in 19##.", "Section ## of the act of %#.%.20##.")),
    "de": Local("DE", ("0151 ########", "+49 30 %######", "(0341) 2%# ## ##"), "##################",
        ("[Birkenweg %#], 0#### Leipzig", "[Am Mühlbach %], 8#### Augsburg"),
        ("Ruf mich bitte unter {} an.", "Meine Adresse lautet {}, schreib mir.", "Bitte auf {} überweisen.", "Ich wohne {}."),
        ("Die Bestellung Nr. %######## ist unterwegs.", "Das Buch hat die ISBN 978-3-%#-######-#.", "Fassung %.##.# erschien 20##.", "Es kostete 19## rund %#.### Mark.", "§ ## Absatz % gilt seit dem %#.%.20##.")),
    "es": Local("ES", ("6## ### ###", "+34 6## ## ## ##", "91 ### ## ##"), "####################",
        ("[Calle del Olmo %#], 28### Madrid", "[Avenida de la Fuente %#], %º B, 41### Sevilla"),
        ("Llámame al {}, por favor.", "Mi correo es {}, escríbeme.", "Haz la transferencia a {}.", "Vivo en {}."),
        ("El pedido n.º %######## está en camino.", "El libro tiene el ISBN 978-3-%#-######-#.", "La versión %.##.# salió en 20##.", "Costó %#.### pesetas en 19##.", "El artículo ## rige desde el %#/%/20##.")),
    "fr": Local("FR", ("06 ## ## ## ##", "+33 6 ## ## ## ##", "01.4#.##.##.##"), "####################A##",
        ("[%# rue des Tilleuls], 75### Paris", "[%, allée du Moulin], 31### Toulouse"),
        ("Appelez-moi au {}.", "Mon adresse est {}, écrivez-moi.", "Faites le virement sur {}.", "J'habite {}."),
        ("La commande n° %######## est en route.", "Le livre a l'ISBN 978-3-%#-######-#.", "La version %.##.# est sortie en 20##.", "Cela coûtait %# ### francs en 19##.", "L'article ## s'applique depuis le %#/%/20##.")),
    "it": Local("IT", ("33# ### ####", "+39 34# #######", "06 %### ####"), "X##########AB##########",
        ("[Via dei Tigli %#], 20### Milano", "[Piazza del Mulino %], 50### Firenze"),
        ("Chiamami al {}.", "La mia mail è {}, scrivimi.", "Fai il bonifico su {}.", "Abito in {}."),
        ("L'ordine n. %######## è in viaggio.", "Il libro ha l'ISBN 978-3-%#-######-#.", "La versione %.##.# è uscita nel 20##.", "Costava %#.### lire nel 19##.", "L'articolo ## vale dal %#/%/20##.")),
    "pt": Local("BR", ("(11) 9####-####", "+55 21 9####-####", "(31) 3###-####"), "",
        ("[Rua das Tílias, %##], São Paulo - SP, 0####-###", "[Avenida do Moinho, %##, apto %#], Recife - PE"),
        ("Me ligue no {}.", "Meu e-mail é {}, escreva.", "Use o cartão {} para pagar.", "Moro na {}."),
        ("O pedido nº %######## está a caminho.", "O livro tem o ISBN 978-3-%#-######-#.", "A versão %.##.# saiu em 20##.", "Custava %#.### cruzeiros em 19##.", "O artigo ## vale desde %#/%/20##.")),
    "nl": Local("NL", ("06 ########", "+31 6 ########", "020-%## ####"), "ABNA##########",
        ("[Lindelaan %#], 10## AB Amsterdam", "[Molenweg %#], 35## CD Utrecht"),
        ("Bel me op {}.", "Mijn adres is {}, schrijf me.", "Maak het over naar {}.", "Ik woon op {}."),
        ("Bestelling %######## is onderweg.", "Het boek heeft ISBN 978-3-%#-######-#.", "Versie %.##.# verscheen in 20##.", "Het kostte %#.### gulden in 19##.", "Artikel ## geldt vanaf %#-%-20##.")),
    "pl": Local("PL", ("5## ### ###", "+48 60# ### ###", "22 %## ## ##"), "########################",
        ("[ul. Lipowa %#], 00-### Warszawa", "[os. Młyńskie %/%#], 31-### Kraków"),
        ("Zadzwoń pod {}.", "Mój adres to {}, napisz.", "Przelej na {}.", "Mieszkam przy {}."),
        ("Zamówienie nr %######## jest w drodze.", "Książka ma ISBN 978-3-%#-######-#.", "Wersja %.##.# wyszła w 20## roku.", "Kosztowało %# ### złotych w 19## roku.", "Artykuł ## obowiązuje od %#.%.20##.")),
    "ru": Local("RU", ("8 9## ###-##-##", "+7 9## ###-##-##", "8 (495) ###-##-##"), "",
        ("[ул. Липовая, д. %#, кв. %#], Москва", "[Мельничный переулок, %#], Казань, 420###"),
        ("Позвоните мне по номеру {}.", "Моя почта {}, пишите.", "Оплатите картой {}.", "Я живу по адресу {}."),
        ("Заказ № %######## уже в пути.", "У книги ISBN 978-3-%#-######-#.", "Версия %.##.# вышла в 20## году.", "В 19## году стоило %# ### рублей.", "Статья ## действует с %#.%.20##.")),
    "tr": Local("TR", ("05## ### ## ##", "+90 5## ### ## ##", "0212 %## ## ##"), "0000##################",
        ("[Ihlamur Sokak No: %#], Kadıköy, İstanbul", "[Değirmen Caddesi %#/%], 06### Ankara"),
        ("Beni {} numarasından arayın.", "Adresim {}, yazın.", "{} hesabına gönderin.", "{} adresinde oturuyorum."),
        ("%######## numaralı sipariş yolda.", "Kitabın ISBN'si 978-3-%#-######-#.", "%.##.# sürümü 20## yılında çıktı.", "19## yılında %#.### liraydı.", "Madde ## %#.%.20## tarihinden beri geçerli.")),
    "vi": Local("VN", ("09## ### ###", "+84 9# ### ## ##", "024 3### ####"), "",
        ("[số %# đường Hoa Lan], quận 3, TP. Hồ Chí Minh", "[ngõ %#, phố Cối Xay], Hà Nội"),
        ("Gọi cho tôi theo số {}.", "Thư của tôi là {}, hãy viết.", "Thanh toán bằng thẻ {}.", "Tôi ở {}."),
        ("Đơn hàng %######## đang trên đường.", "Sách có ISBN 978-3-%#-######-#.", "Phiên bản %.##.# ra năm 20##.", "Năm 19## giá %#.### đồng.", "Điều ## có hiệu lực từ %#/%/20##.")),
    "ar": Local("SA", ("05########", "+966 5# ### ####", "011 4## ####"), "####################",
        ("[شارع الزيزفون %#]، حي الورود، الرياض", "[%# شارع الطاحونة]، جدة 21###"),
        ("اتصل بي على الرقم{}من فضلك.", "بريدي هو{}فراسلني.", "حوّل المبلغ إلى الحساب{}اليوم.", "أسكن في {}."),
        ("الطلب رقم %######## في الطريق.", "رقم الكتاب ISBN 978-3-%#-######-#.", "صدر الإصدار %.##.# عام 20##.", "كان سعره %#,### ريالًا عام 19##.", "المادة ## سارية منذ %#/%/20##.")),
    "hi": Local("IN", ("98### #####", "+91 9#### #####", "011-2### ####"), "",
        ("[मकान नंबर %#, गली %], लाजपत नगर, नई दिल्ली 1100##", "[%# नीम मार्ग], जयपुर 3020##"),
        ("मुझे{}पर फ़ोन करें।", "मेरा पता{}है, लिखिए।", "कार्ड{}से भुगतान करें।", "मैं {} में रहता हूँ।"),
        ("ऑर्डर संख्या %######## रास्ते में है।", "किताब का ISBN 978-3-%#-######-# है।", "संस्करण %.##.# 20## में आया।", "19## में इसका दाम %#,### रुपये था।", "धारा ## %#/%/20## से लागू है।")),
    "zh": Local("CN", ("138########", "+86 139 #### ####", "010-6### ####"), "",
        ("北京市朝阳区[椴树路%#号%单元%0%室]", "上海市徐汇区[磨坊街%#弄%号]"),
        ("请打我的电话{}联系我。", "我的邮箱是{}请来信。", "请用卡号{}付款。", "我住在{}。"),
        ("订单号%########已经发货。", "这本书的ISBN是978-3-%#-######-#。", "%.##.#版于20##年发布。", "19##年的价格是%#,###元。", "第##条自20##年%月%#日起施行。")),
    "ja": Local("JP", ("090-####-####", "+81 80-####-####", "03-5###-####"), "",
        ("東京都世田谷区[菩提樹町%丁目%番%号]", "〒060-#### 札幌市中央区[水車通%-%#]"),
        ("電話番号は{}です。", "メールは{}までお願いします。", "カード番号{}で支払います。", "住所は{}です。"),
        ("注文番号%########は発送済みです。", "この本のISBNは978-3-%#-######-#です。", "%.##.#版は20##年に出ました。", "19##年の価格は%#,###円でした。", "第##条は20##年%月%#日から有効です。")),
    "ko": Local("KR", ("010-####-####", "+82 10-####-####", "02-5##-####"), "",
        ("서울특별시 마포구 [보리수로 %#], 10%동 %0%호", "부산광역시 해운대구 [물레방아길 %#]"),
        ("제 전화번호는{}입니다.", "메일은{}으로 보내 주세요.", "카드번호{}로 결제해 주세요.", "저는 {}에 삽니다."),
        ("주문번호 %########이 배송 중입니다.", "책의 ISBN은 978-3-%#-######-#입니다.", "%.##.# 버전은 20##년에 나왔습니다.", "19##년 가격은 %#,###원이었습니다.", "제##조는 20##년 %월 %#일부터 시행됩니다.")),
}  # fmt: skip
MAIL = ("gmx.de", "gmail.com", "posteo.de", "outlook.com", "web.de")
KINDS = ("phone", "email", "account", "home", "nobody's")


class Case(NamedTuple):
    """A sentence, of what kind, and what in it is somebody's ("" where nothing is)."""

    language: str
    kind: str
    text: str
    value: str


def cases(seed: int) -> Iterator[Case]:
    """Yield the sentences of all languages and kinds."""
    for code, local in LOCAL.items():
        rng = random.Random(f"{seed} {code}")
        for number in range(EACH):
            phone = _filled(local.phones[number % len(local.phones)], rng)
            mail = f"{rng.choice('abcdefgh')}.{rng.choice(('lindqvar', 'moravel', 'tesharin', 'okubeda'))}{rng.randrange(10, 99)}@{rng.choice(MAIL)}"
            home = _filled(local.homes[number % len(local.homes)], rng)
            for kind, said, value in zip(
                KINDS, local.said, (phone, mail, _account(local, rng), home), strict=False
            ):
                inside = value[value.find("[") + 1 : value.find("]")] if "[" in value else value
                yield Case(code, kind, said.format(value.replace("[", "").replace("]", "")), inside)
            yield Case(code, KINDS[-1], _filled(local.nobodys[number % len(local.nobodys)], rng), "")


def _filled(pattern: str, rng: random.Random) -> str:
    digits = {"#": "0123456789", "%": "123456789"}
    return "".join(rng.choice(digits[sign]) if sign in digits else sign for sign in pattern)


def _account(local: Local, rng: random.Random) -> str:
    """Return an IBAN or a card number whose check digits are right."""
    if not local.account:
        digits = [4, *(rng.randrange(10) for _ in range(14))]
        doubled = [sum(divmod(2 * one, 10)) if at % 2 == 0 else one for at, one in enumerate(digits)]
        number = "".join(map(str, [*digits, -sum(doubled) % 10]))
        return " ".join(number[at : at + 4] for at in range(0, 16, 4))
    rest = _filled(local.account, rng)
    spelt = "".join(str(int(sign, 36)) for sign in f"{rest}{local.region}00")
    number = f"{local.region}{98 - int(spelt) % 97:02d}{rest}"
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
