"""Who serves and who is served, in the words of many languages: whoever speaks first, the desk answers and the guest asks."""

from __future__ import annotations

import re
from collections.abc import Collection

# Normalised as field names are: lower case, blanks and dashes as underscores. A number behind a word is one of several.
DESK = (
    "agent", "support", "operator", "admin", "staff", "clerk", "advisor", "adviser", "helper", "representative", "rep", "team", "teammate",
    "consultant", "receptionist", "concierge", "dispatcher", "technician", "helpdesk", "help_desk", "service_desk", "desk", "csr", "employee",
    "customer_service", "customer_support", "support_agent", "service_agent", "sales_agent", "salesperson", "seller", "shop_assistant", "cashier",
    "doctor", "nurse", "clinician", "physician", "therapist", "counselor", "counsellor", "supporter", "listener", "peer_supporter", "pharmacist", "lawyer", "attorney", "rechtsanwalt", "abogado", "avocat", "律师", "律師", "librarian", "teacher", "tutor",
    "berater", "beraterin", "mitarbeiter", "mitarbeiterin", "kundenberater", "kundenberaterin", "kundendienst", "kundenservice", "agentin",
    "sachbearbeiter", "sachbearbeiterin", "betreuer", "betreuerin", "verkäufer", "verkäuferin", "rezeption", "arzt", "ärztin",
    "agente", "operador", "operadora", "asesor", "asesora", "empleado", "empleada", "soporte", "asistente", "recepcionista", "médico", "médica",
    "conseiller", "conseillère", "opérateur", "opératrice", "employé", "employée", "vendeur", "vendeuse", "réceptionniste", "médecin",
    "operatore", "operatrice", "consulente", "addetto", "addetta", "impiegato", "impiegata", "supporto", "assistente", "medico",
    "atendente", "consultor", "consultora", "funcionário", "funcionária", "suporte", "vendedor", "vendedora",
    "medewerker", "adviseur", "klantenservice", "ondersteuning", "verkoper", "arts",
    "konsultant", "konsultantka", "pracownik", "doradca", "obsługa", "sprzedawca", "lekarz",
    "оператор", "агент", "консультант", "сотрудник", "менеджер", "специалист", "поддержка", "продавец", "администратор", "врач", "оператор_підтримки",
    "temsilci", "müşteri_temsilcisi", "operatör", "danışman", "görevli", "destek", "asistan", "satıcı", "doktor",
    "nhân_viên", "tổng_đài_viên", "tư_vấn_viên", "hỗ_trợ", "bác_sĩ", "trợ_lý",
    "موظف", "الموظف", "وكيل", "الوكيل", "مشغل", "مستشار", "الدعم", "طبيب", "الطبيب", "مساعد", "المساعد",
    "اپراتور", "پشتیبان", "پشتیبانی", "کارشناس", "مشاور", "پزشک", "دستیار",
    "एजेंट", "कर्मचारी", "सहायक", "प्रतिनिधि", "ऑपरेटर", "डॉक्टर",
    "オペレーター", "オペレータ", "店員", "係員", "担当者", "スタッフ", "エージェント", "受付", "アシスタント", "サポート", "医師",
    "상담원", "상담사", "직원", "점원", "운영자", "에이전트", "도우미", "챗봇", "의사",
    "助手", "机器人", "機器人", "客服", "客服人員", "客服人员", "店员", "工作人员", "坐席", "接线员", "服务员", "顾问", "卖家", "医生", "醫生",
)  # fmt: skip
GUEST = (
    "customer", "client", "visitor", "requester", "end_user", "enduser", "asker", "prompter", "caller", "contact", "patient", "student",
    "questioner", "seeker", "help_seeker", "helpseeker", "support_seeker", "advice_seeker", "guest", "inquirer", "person", "buyer", "shopper", "passenger", "tourist", "traveler", "traveller", "citizen", "applicant",
    "kunde", "kundin", "gast", "anrufer", "anruferin", "patientin", "nutzer", "nutzerin", "benutzer", "benutzerin", "besucher", "besucherin", "bürger", "bürgerin",
    "cliente", "clienta", "usuario", "usuaria", "huésped", "paciente", "llamante", "visitante",
    "utilisateur", "utilisatrice", "usager", "appelant", "appelante", "patiente", "visiteur",
    "utente", "ospite", "paziente", "chiamante", "usuário", "usuária", "utilizador", "hóspede",
    "klant", "gebruiker", "beller", "patiënt", "bezoeker", "klient", "klientka", "użytkownik", "gość", "pacjent", "pacjentka", "dzwoniący",
    "клиент", "клиентка", "пользователь", "гость", "пациент", "пациентка", "покупатель", "абонент", "клієнт", "користувач",
    "müşteri", "kullanıcı", "misafir", "hasta", "khách", "khách_hàng", "người_dùng", "bệnh_nhân",
    "عميل", "العميل", "زبون", "الزبون", "مستخدم", "المستخدم", "مريض", "المريض", "ضيف", "مشتری", "کاربر", "بیمار", "مهمان",
    "ग्राहक", "उपयोगकर्ता", "मरीज", "अतिथि",
    "客", "お客様", "お客さま", "顧客", "利用者", "ユーザー", "ユーザ", "カスタマー", "質問者", "患者", "고객", "손님", "사용자", "이용자", "환자",
    "用户", "用戶", "人类", "客户", "客戶", "顾客", "客人", "买家", "来电者",
)  # fmt: skip
# Who is asked as often as served: a guest of a hotel or of a broadcast, a pupil who is examined, whoever is at the other end.
_ASKED_TOO = frozenset(
    "guest gast gość huésped hóspede ospite misafir ضيف مهمان अतिथि person contact student visitor".split()
)
# Anybody who takes part: no side, and nobody's name.
_PARTY = frozenset(
    "speaker participant interlocutor talker sprecher teilnehmer hablante locuteur interlocuteur falante".split()
)
_NUMBER = re.compile(r"[_.#]*\d{1,6}\Z")


def bare(word: str) -> str:
    """Return a normalised name without the number of one of several: `operator_1`, `customer31`; "" where it is no such name."""
    found = _NUMBER.sub("", word)
    return found if found != word and found in _NUMBERED else ""


_NUMBERED = frozenset((*DESK, *GUEST, "user", "human", "assistant", "bot"))


def is_party(word: str) -> bool:
    """Tell whether a normalised word, with or without a number, only says that its bearer takes part."""
    return _NUMBER.sub("", word) in _PARTY


def is_served(word: str) -> bool:
    """Tell whether a normalised name says by itself, beside anybody, that its bearer asks: a customer does, a guest may be asked."""
    return (bare(word) or word) not in _ASKED_TOO


def served(names: dict[str, str], asking: Collection[str]) -> dict[str, str]:
    """Return the role of every speaker, given the roles that names tell; nothing where they do not tell both sides.

    Beside a desk everybody else asks; beside one of those that are known to be ``asking`` one other answers. Nobody unknown
    answers beside a known desk.
    """
    known = {who: role for who, role in names.items() if role in ("user", "assistant")}
    unknown = [who for who in names if who not in known]
    roles = {*known.values()}
    if "assistant" in roles and (unknown or "user" in roles):
        return {**known, **dict.fromkeys(unknown, "user")}
    if roles == {"user"} and len(unknown) == 1 and any(who in asking for who in known):
        return {**known, unknown[0]: "assistant"}
    return {}
