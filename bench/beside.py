"""Personal data directly beside letters of scripts that set no blanks: `python -m bench.beside [--seed 5] [--cases 200]`."""

from __future__ import annotations

import argparse
import random
from collections import Counter

from bench.privacy import Score, cell
from ft_data.cleaning.privacy import find

BESIDE = {
    "zh": (["卡号是", "请拨打", "我的邮箱是", "服务器", "令牌为"], ["，谢谢。", "请保密", "的用户"]),
    "ja": (["番号は", "担当者の携帯は", "アドレスは"], ["です。", "まで", "にお願いします"]),
    "th": (["กรุณาติดต่อ", "หมายเลข", "อีเมลคือ"], ["ครับ", "ได้เลย", "นะคะ"]),
    "ko": (["번호는", "이메일은", "서버"], ["입니다", "로 보내 주세요", "은 제 것입니다"]),
    "ar": (["وب", "الرقم", "عنوان"], ["شكرا", "من فضلك", "هو"]),
    "hi": (["नंबर", "कृपया", "मेरा पता"], ["पर भेजें", "है", "को"]),
}
DECOYS_BESIDE = {
    "zh": [
        "订单号{order}已发货",
        "版本{version}发布",
        "共{count}元",
        "{date}完成",
        "圆周率3.14159265358979约",
        "第{count}页",
    ],
    "ja": ["注文番号{order}です", "バージョン{version}です", "合計{count}円です", "{date}に完了"],
    "th": ["คำสั่งซื้อหมายเลข{order}ครับ", "เวอร์ชัน{version}ครับ", "รวม{count}บาท"],
    "ko": ["주문번호{order}입니다", "버전{version}입니다", "총{count}원입니다", "{date}에"],
    "ar": ["رقم الطلب{order}تم", "الإصدار{version}جديد", "المجموع{count}ريال"],
    "hi": ["ऑर्डर संख्या{order}है", "संस्करण{version}है", "कुल{count}रुपये"],
}


def beside(cases: int, seed: int) -> None:
    """Values directly beside letters of scripts that set no blanks, a quarter of them in other digits."""
    rng = random.Random(seed)
    digits = lambda n: "".join(rng.choice("0123456789") for _ in range(n))  # noqa: E731

    def checked(body: str) -> str:
        total = sum(d * 2 - 9 * (d > 4) if i % 2 == 0 else d for i, d in enumerate(map(int, reversed(body))))
        return body + str(-total % 10)

    def account() -> str:
        body = digits(18)
        return f"DE{98 - int(body + '131400') % 97:02d}{body}"

    makers = {
        "card": lambda: checked("4" + digits(14)),
        "iban": account,
        "ip": lambda: f"{rng.randint(31, 223)}." + ".".join(str(rng.randint(1, 254)) for _ in range(3)),
        "phone": lambda: rng.choice(
            [
                f"+86 13{digits(1)} {digits(4)} {digits(4)}",
                f"+81 90-{digits(4)}-{digits(4)}",
                f"+4915{digits(9)}",
                f"+91 98{digits(8)}",
                f"({rng.randint(201, 989)}) {rng.randint(201, 989)}-{digits(4)}",
            ]
        ),
        "email": lambda: (
            f"{rng.choice(['li', 'anna', 'k.sato'])}{digits(2)}@{rng.choice(['qq.com', 'post.example'])}"
        ),
        "secret": lambda: (
            "ghp_" + "".join(rng.choice("abcdefghjkmnpqrstuvwxyzABCDEFGH23456789") for _ in range(36))
        ),
    }
    score, alarms, looks = Score(), Counter(), Counter()
    for script, (befores, afters) in BESIDE.items():
        zero = {"zh": "０", "ja": "０", "ar": "٠", "hi": "०", "th": "๐", "ko": "０"}[script]
        other = str.maketrans("0123456789", "".join(chr(ord(zero) + i) for i in range(10)))
        for kind, make in makers.items():
            for _ in range(cases):
                value = make()
                if kind in ("card", "phone", "ip") and rng.random() < 0.25:
                    value = value.translate(other)
                before = rng.choice(befores)
                score.add(
                    before + value + rng.choice(afters), [(kind, len(before), len(before) + len(value))]
                )
        for _ in range(cases):
            value = {
                "order": digits(rng.choice([10, 12, 16])),
                "version": ".".join(str(rng.randint(0, 130)) for _ in range(4)),
                "count": digits(rng.choice([5, 7, 9])),
                "date": f"20{digits(2)}年1{rng.randint(0, 2)}月2{rng.randint(0, 8)}日",
            }
            looks[script] += 1
            alarms[script] += bool(find(rng.choice(DECOYS_BESIDE[script]).format(**value)))
    score.table(f"Beside Chinese, Japanese, Thai, Korean, Arabic, Devanagari without a blank (seed {seed})")
    print("\n| look-alikes beside | alarms | rate | 95% interval |\n|---|---|---|---|")
    for script in looks:
        print(f"| {script} | {cell(alarms[script], looks[script])} |")
    print(f"| all | {cell(sum(alarms.values()), sum(looks.values()))} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--cases", type=int, default=200)
    options = parser.parse_args()
    beside(options.cases, options.seed)


if __name__ == "__main__":
    main()
