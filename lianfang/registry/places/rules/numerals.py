"""Chinese numerals as addresses write them: 三〇一, 二百六十二, 廿三, 十二, 叁佰."""

DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **dict.fromkeys("○oO0", 0),
    **dict(zip("123456789", range(1, 10), strict=True)),
    "两": 2,
}
TENS = {"廿": 20, "卅": 30}
POWERS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
NUMERALS = "零〇○一二两三四五六七八九十百千廿卅壹贰叁肆伍陆柒捌玖拾佰仟"


def arabic(text: str) -> str:
    """Write a Chinese numeral in Arabic digits.

    Digit by digit when no power is named (三〇一 -> 301), by place value otherwise (三百零一 -> 301).
    A character that is no numeral raises KeyError.
    """
    if any(char in POWERS or char in TENS for char in text):
        return str(_by_place(text))
    return "".join(str(DIGITS[char]) for char in text)


def is_numeral(text: str) -> bool:
    """Say whether the text is one Chinese numeral and nothing else."""
    return bool(text) and all(char in NUMERALS for char in text)


def chinese(number: int) -> str:
    """Write 0-9999 as a Chinese numeral by place value (262 -> 二百六十二)."""
    if number == 0:
        return "零"
    words = ""
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        words += _word(digit, name, after=words)
    words = words.rstrip("零")
    return words.removeprefix("一") if words.startswith("一十") else words


def _word(digit: int, name: str, *, after: str) -> str:
    if digit:
        return "零一二三四五六七八九"[digit] + name
    return "零" if after and not after.endswith("零") else ""


def _by_place(text: str) -> int:
    total, digit, power = 0, 0, 1
    for char in text:
        if char in POWERS:
            power = POWERS[char]
            total, digit = total + (digit or 1) * power, 0
        elif char in TENS:
            total, digit, power = total + TENS[char], 0, 10
        else:
            # 三百五 is 350 only in speech; on a door plate a trailing digit is a unit.
            digit = digit * 10 + DIGITS[char]
    return total + digit
