"""What a scalar means: YAML 1.1 with the exceptions of go-yaml v2, which kubectl uses."""

import base64
import datetime
import math
import re
import struct
from typing import Any

from clusterdojo.kube_yaml.bounds import NotYamlError

STANDARD_TAG = "tag:yaml.org,2002:"
INT64 = range(-(2**63), 2**63)
UINT64_END = 2**64
LONGEST_DECIMAL = 20  # digits of the largest uint64
EXPONENTS_WRITTEN_OUT = range(-4, 6)  # outside, Go's shortest form of a number has an exponent
_WORDS: dict[str, Any] = {
    **dict.fromkeys(
        ("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True
    ),
    **dict.fromkeys(
        ("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False
    ),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_INT = re.compile(
    r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))"
)  # groups 2 to 5: hexadecimal, binary, octal, decimal
_BASES = {2: 16, 3: 2, 4: 8, 5: 10}
_BINARY_WITH_SIGN_INSIDE = re.compile(r"0b([-+][01]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_FLOAT_AFTER_DOT = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?")
_TIMESTAMP = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:(?:[Tt](\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?(?:Z|[-+]\d\d:\d\d))"
    r"|(?: (\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?))?",
    re.ASCII,
)
_KINDS = {"bool": bool, "int": int, "float": float, "null": type(None), "timestamp": str}


def plain_value(text: str) -> Any:
    """What a scalar without quotes and tag means."""
    if text in _WORDS:
        return _WORDS[text]
    number = None
    if text[0] == ".":
        number = float(text.replace("_", "")) if _FLOAT_AFTER_DOT.fullmatch(text) else None
    elif text[0] in "-+0123456789":
        number = _number(text.replace("_", ""))
    return text if number is None or math.isinf(number) else number


def _number(text: str) -> int | float | None:
    if found := _INT.fullmatch(text):
        base = _BASES[found.lastindex or 0]
        if base != _BASES[5] or len(found[5]) <= LONGEST_DECIMAL:
            number = int(found[1] + found[found.lastindex or 0], base)
            if number in INT64 or (not found[1] and number < UINT64_END):
                return number
    if _FLOAT.fullmatch(text):
        return float(text)
    if found := _BINARY_WITH_SIGN_INSIDE.fullmatch(text):
        number = int(found[1], 2)
        return number if number in INT64 else None
    return None


def tagged_value(tag: str, text: str) -> Any:
    """What a scalar with a tag means; a tag of somebody's own makes it text."""
    kind = tag.removeprefix(STANDARD_TAG) if tag.startswith(STANDARD_TAG) else ""
    if kind == "binary":
        return _binary(text)
    if kind not in _KINDS:  # !!str, too
        return text
    value = plain_value(text)
    if kind == "timestamp":
        value = text if _is_timestamp(text) else None
    elif kind == "float" and type(value) is int and value in INT64:
        value = float(value)
    if type(value) is not _KINDS[kind]:
        raise NotYamlError(f"{text[:40]!r} can't be read as !!{kind}")
    return value


def _binary(text: str) -> str:
    try:
        data = base64.b64decode(re.sub(r"[\r\n]", "", text), validate=True)
    except ValueError as error:
        raise NotYamlError("!!binary that is not base64") from error
    return re.sub("[\udc80-\udcff]", "\ufffd", data.decode(errors="surrogateescape"))


def _is_timestamp(text: str) -> bool:
    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        return False
    year, month, day, *clock = (int(part) for part in found.groups() if part is not None)
    try:
        datetime.date(year or 4, month, day)  # a leap year, as 0000 is one
        hour, minute, second = clock or (0, 0, 0)
        datetime.time(hour, minute, second)
    except ValueError:
        return False
    return True


def sent(value: Any) -> Any:
    """A value as it arrives: through JSON, where a whole number has no point, and none is endless.

    Raises:
        NotYamlError: It is no number that JSON can write.
    """
    if type(value) is int and value not in INT64:
        return float(value)
    if type(value) is not float:
        return value
    if not math.isfinite(value):
        raise NotYamlError("a number that is infinite or none")
    whole = value.is_integer() and int(value) in INT64
    return int(value) if whole else value


def key_text(value: Any) -> str:
    """A map's key as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _shortest(value)
    if value is None or (isinstance(value, int) and value not in INT64):
        raise NotYamlError(f"{'null' if value is None else value} as a key")
    return str(value)


def _shortest(value: float) -> str:
    """The shortest decimal form that gives the same 32-bit float, written as Go does."""
    try:
        single: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        single = math.copysign(math.inf, value)
    if not math.isfinite(single):
        return ".nan" if math.isnan(single) else ".inf" if single > 0 else "-.inf"
    for digits in range(9):
        text = f"{single:.{digits}e}"
        if struct.pack("f", float(text)) == struct.pack("f", single):
            break
    mantissa, _, exponent = text.partition("e")
    power = int(exponent)
    if power in EXPONENTS_WRITTEN_OUT:
        return f"{float(text):.{max(digits - power, 0)}f}"
    return f"{mantissa}e{'-' if power < 0 else '+'}{abs(power):02}"
