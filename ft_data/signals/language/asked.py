"""Whether a prompt asks for another language: it speaks of translating, or names that language in any of many tongues."""

from __future__ import annotations

# Beginnings of the names of a language, as English, Romance, Germanic, Slavic and other tongues write them.
_NAMES = {
    "en": "english anglais englisch inglés ingles inglês inglese engels engelsk engelska angielsk angličtin anglicky angol ingiliz english английск англійськ 英语 英語 英文 영어 إنجليزي الانجليزي الإنجليزي अंग्रेज inggris tiếng anh αγγλικ אנגלית อังกฤษ",
    "es": "spanish espagnol spanisch español espanol espanhol spagnolo spaans spansk spanska hiszpańsk španělsk spanyol ispanyol испанск іспанськ 西班牙 スペイン 스페인 إسباني اسباني स्पेनिश spanyol tây ban nha ισπανικ ספרדית castellano castilian สเปน",
    "fr": "french français francais französisch francés frances francês francese frans fransk franska francusk francouzsk francia fransız французск французьк 法语 法語 法文 フランス 프랑스 فرنسي फ्रेंच prancis tiếng pháp γαλλικ צרפתית ฝรั่งเศส",
    "de": "german allemand deutsch alemán aleman alemão tedesco duits tysk tyska niemieck německ német alman немецк німецьк 德语 德語 德文 ドイツ 독일 ألماني जर्मन jerman tiếng đức γερμανικ גרמנית เยอรมัน",
    "it": "italian italien italienisch italiano italiaans italiensk italienska włosk italsk olasz i̇talyan italyan итальянск італійськ 意大利 義大利 イタリア 이탈리아 إيطالي ايطالي इतालवी italia tiếng ý ιταλικ איטלקית อิตาลี",
    "pt": "portuguese portugais portugiesisch portugués portugues português portoghese portugees portugisisk portugisiska portugalsk portugál portekiz португальск 葡萄牙 ポルトガル 포르투갈 برتغالي पुर्तगाली portugis bồ đào nha brazil brasil brésil πορτογαλικ פורטוגזית",
    "nl": "dutch néerlandais niederländisch neerlandés neerlandês olandese nederlands nederlandsk nederländsk holenders niderlandzk nizozemsk holland hollanda нидерландск голландск 荷兰 荷蘭 オランダ 네덜란드 هولندي डच belanda hà lan holländ",
    "sv": "swedish suédois schwedisch sueco svedese zweeds svensk svenska szwedzk švédsk svéd isveç i̇sveç шведск 瑞典 スウェーデン 스웨덴 سويدي स्वीडिश swedia thụy điển σουηδικ",
    "da": "danish danois dänisch danés danes dinamarquês danese deens dansk danska duńsk dánsk dán danimarka датск 丹麦 丹麥 デンマーク 덴마크 دنماركي डेनिश denmark đan mạch",
    "no": "norwegian norvégien norwegisch noruego norueguês norvegese noors norsk norska norwesk norsk norveç норвежск 挪威 ノルウェー 노르웨이 نرويجي नॉर्वेजियन norwegia na uy",
    "pl": "polish polonais polnisch polaco polonês polacco pools polsk polska polšt lengyel lehçe польск 波兰 波蘭 ポーランド 폴란드 بولندي पोलिश polandia ba lan",
    "cs": "czech tchèque tschechisch checo tcheco ceco tsjechisch tjeckisk czesk česk češt cseh çek чешск 捷克 チェコ 체코 تشيكي चेक ceko",
    "ru": "russian russe russisch ruso russo russisk rysk ryska rosyjsk rusk rušt orosz rus dili rusça русск російськ 俄语 俄語 俄文 ロシア 러시아 روسي रूसी rusia tiếng nga ρωσικ רוסית รัสเซีย",
    "uk": "ukrainian ukrainien ukrainisch ucraniano ucraino oekraïens ukrainsk ukraińsk ukrajinsk ukrán ukrayna украинск українськ 乌克兰 烏克蘭 ウクライナ 우크라이나 أوكراني यूक्रेनी ukraina",
    "zh": "chinese chinois chinesisch chino chinês cinese chinees kinesisk kinesiska chińsk čínsk čínšt kínai çince китайск 中文 汉语 漢語 普通话 国语 華語 中国語 중국어 صيني चीनी mandarin cantonese tionghoa tiếng trung tiếng hoa κινεζικ סינית จีน 粤语",
    "ja": "japanese japonais japanisch japonés japones japonês giapponese japans japansk japanska japońsk japonsk japán japonca japon японск 日语 日語 日文 日本語 일본어 ياباني जापानी jepang tiếng nhật ιαπωνικ יפנית ญี่ปุ่น",
    "ko": "korean coréen koreanisch coreano koreaans koreansk koreanska koreańsk korejsk koreai korece корейск 韩语 韓語 韩文 韓国語 朝鲜语 한국어 우리말 كوري कोरियाई korea tiếng hàn κορεατικ קוריאנית เกาหลี",
    "ar": "arabic arabe arabisch árabe arabo arabisk arabiska arabsk arab arapça арабск 阿拉伯 アラビア 아랍 عربي العربية अरबी tiếng ả rập αραβικ ערבית อาหรับ",
    "tr": "turkish turc türkisch turco turks tyrkisk turkisk turkiska tureck török türkçe turkce турецк 土耳其 トルコ 터키 튀르키예 تركي तुर्की turki thổ nhĩ kỳ τουρκικ טורקית",
    "hi": "hindi хинди 印地 ヒンディー 힌디 هندي हिंदी हिन्दी",
    "el": "greek grec griechisch griego grego greco grieks græsk gresk grekisk greck řeck görög yunan греческ 希腊 希臘 ギリシャ 그리스 يوناني ग्रीक yunani hy lạp ελληνικ",
    "he": "hebrew hébreu hebräisch hebreo hebraico ebraico hebreeuws hebraisk hebreisk hebrajsk hebrejsk héber ibranice иврит 希伯来 希伯來 ヘブライ 히브리 عبري हिब्रू ibrani עברית",
    "vi": "vietnamese vietnamien vietnamesisch vietnamita vietnamees wietnamsk vietnámi вьетнамск 越南 ベトナム 베트남 فيتنامي वियतनामी vietnam tiếng việt",
    "th": "thai thaï thailändisch tailandés tailandese tajsk thajsk тайск 泰语 泰文 タイ語 태국 تايلاندي थाई ภาษาไทย",
    "id": "indonesian indonésien indonesisch indonesio indonésio indonesiano indonezyjsk indonézsk endonezya индонезийск 印尼 インドネシア 인도네시아 إندونيسي इंडोनेशियाई indonesia bahasa malay",
    "la": "latin latein latín latim latino latijn łacin latina латин 拉丁 ラテン 라틴 لاتيني लैटिन",
    "fi": "finnish finnois finnisch finlandés finlandês finlandese fins finsk finska fińsk finsk finn fince финск 芬兰 芬蘭 フィンランド 핀란드 suome",
    "hu": "hungarian hongrois ungarisch húngaro ungherese hongaars ungarsk ungersk węgiersk maďarsk magyar macar венгерск 匈牙利 ハンガリー 헝가리",
    "ro": "romanian roumain rumänisch rumano romeno rumeno roemeens rumænsk rumänsk rumuńsk rumunsk román română romanya румынск 罗马尼亚 ルーマニア 루마니아",
    "fa": "persian farsi persan persisch persa persiano perzisch persisk persk perzsa farsça персидск 波斯 ペルシア 페르시아 فارسی فارسي फ़ारसी",
}  # fmt: skip
# Beginnings of words for translating, and for language.
_TRANSLATE = ["translat", "traduc", "tradui", "tradut", "tradur", "traduz", "übersetz", "uebersetz", "vertaal", "vertal", "tłumacz", "przetłumacz", "översätt", "oversæt", "oversett", "overset", "перевед", "перевод", "переклад", "переклас", "翻译", "翻譯", "译成", "譯成", "译为", "翻訳", "訳し", "번역", "ترجم", "अनुवाद", "çevir", "dịch", "terjemah", "diterjemah", "kääntä", "käännä", "fordít", "přelož", "překlad", "prelož", "preklad", "preved", "prevod", "превод", "преведе", "μετάφρασ", "μεταφράσ", "תרגם", "תרגום", "แปล", "language", "langue", "sprache", "idioma", "lingua", "língua", "язык", "języ", "språk", "sprog", "语言", "語言", "言語", "언어"]  # fmt: skip
ENDS = 400  # characters at either end of a prompt in which it says what it wants


_SPARE = frozenset(
    ["tiếng", "nha", "bồ", "tây", "ban", "dili", "đào"]
)  # parts of names that say no language by themselves
_STEMS = {language: sorted(set(names.split()) - _SPARE) for language, names in _NAMES.items()}


def asks_for(prompt: str, language: str) -> bool:
    """Whether a prompt speaks of translating or of languages, or names ``language`` (ISO 639-1)."""
    said = (prompt if len(prompt) <= 2 * ENDS else f"{prompt[:ENDS]}\n{prompt[-ENDS:]}").lower()
    return any(_begins(stem, said) for stem in (*_TRANSLATE, *_STEMS.get(language, ())))


def _begins(stem: str, text: str) -> bool:
    """Whether a word begins so; in scripts without spaces, whether it is there."""
    at = text.find(stem)
    if ord(stem[0]) >= 0x2E80:
        return at >= 0
    while at > 0 and text[at - 1].isalnum():
        at = text.find(stem, at + 1)
    return at >= 0
