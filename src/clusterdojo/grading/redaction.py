"""What is secret in data and in text, hidden before anybody keeps it.

Text is read as YAML where it is some, so that a value is known by its place, whatever it looks
like; and in any case by the words before it. Names of secrets are no secrets, and stay.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Any

from clusterdojo.grading import redaction_yaml

HIDDEN = "(redacted)"
UNTOLD = ("managedFields", "resourceVersion", "generation", "selfLink")
LAST_APPLIED = redaction_yaml.LAST_APPLIED
SHORTEST = 8  # characters of a value that is looked for elsewhere; a shorter one may be any word

PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----.*?"
    r"(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\Z)",
    re.DOTALL,
)
ENCODED = re.compile(r"LS0tLS1CRUdJTi[A-Za-z0-9+/_=-]*")  # base64 of "-----BEGIN "
# One character of a value without quotes: no quote, and no backslash before one.
BARE = r"(?:[^\s\"'\\]|\\(?!\\{0,7}[\"']))"
WHOLE = (
    re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"),  # a service account's token
    re.compile(r"(?<![-\w.])[a-z0-9]{6}\.[a-z0-9]{16}(?![-\w.])"),  # kubeadm's
    re.compile(r"(?<=://)[^\s/:@\"']*:[^\s/@\"']+(?=@)"),  # user and password of an address
    re.compile(r"(?i)(?<=\bbearer )[\w.~+/-]+=*|(?<=\bbasic )[A-Za-z0-9+/]{8,}=*"),
)
FLAG = re.compile(
    r"(?<![-\w])(--?[\w.-]{1,100})([ \t]+)(\"[^\"\n]*\"|'[^'\n]*'|(?!-)" + BARE + r"+)"
)
# A flag and its value as two items of a list, in such text.
FLAG_ITEM = re.compile(
    r"(?<![-\w])(--?[\w.-]{1,100})(\\{0,8}[\"']?(?:,\s{0,99}|(?:\n|\\{1,8}n)\s{0,99}-\s{1,9})\\{0,8}[\"']?)"
    r"((?<=[\"'])[^-\n\"'\\][^\n\"'\\]*|(?:(?![-,\]])" + BARE + r")+)"
)
A_FLAG = re.compile(r"--?[\w.-]+")
KEY = re.compile(
    r"(?:(?<=\\[nrt])|(?<![-\w.\\]))((?:\\{0,8}[\"'])?)([-\w.]+)\1"
    r"([ \t]*(?::=|[:=])[ \t]*)(?=[^\s{])"
)
QUOTED = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\n]|'')*'"
    r"|\\{1,8}[\"'](?:[^\"'\n\\]|\\(?!\\{0,7}[\"']))*\\{1,8}[\"']"
)
REST = re.compile(r"[^\n]*")
FLOW = re.compile(r"[^\n,}\]\"']*")  # in braces, a comma ends it
WORD = re.compile(BARE + "*")
BLOCK = re.compile(
    r"(?m)^([ \t]*(?:- )*)([\"']?)([-\w.]+)\2(:[ \t]*[|>][-+0-9]*[ \t]*\n)"
    r"((?:\1[ \t]+[^\n]*(?:\n|\Z)|[ \t]*\n)+)"
)
# For text about a Secret that can't be read as YAML, such as half of one.
SECRET_BLOCK = re.compile(
    r"(?m)^([ \t]*)([\"']?(?:data|stringData)[\"']?:[ \t]*\n)"
    r"((?:\1[ \t]+[^\n]*(?:\n|\Z)|[ \t]*\n)+)"
)
SECRET_BRACES = re.compile(
    r"((?:(?<=\\n)|(?<![A-Za-z]))(?:data|stringData)\\{0,8}[\"']?\s{0,99}:(?:\s|\\{1,8}n){0,99})\{[^{}]*(?:\}|\Z)"
)
# Likewise within a text of JSON, whose lines end in an escaped newline.
SECRET_LINES = re.compile(
    r"((?:(?<=\\n)|(?<![A-Za-z]))(?:data|stringData):\\{1,8}n)"
    r"(?:[ \t]+(?:(?!\\{1,8}n)[^\n])*(?:\\{1,8}n|(?=\n)|\Z))+"
)
# A variable of a container, in such text.
NAME_VALUE = re.compile(
    r"(\bname\\{0,8}[\"']?[ \t]*:[ \t]*\\{0,8}[\"']?)([-\w.]+)"
    r"(\\{0,8}[\"']?,?(?:\s|\\{1,8}n){1,99}\\{0,8}[\"']?value\\{0,8}[\"']?[ \t]*:[ \t]*)([^\n]+)"
)
VALUE_NAME = re.compile(
    r"(\bvalue\\{0,8}[\"']?[ \t]*:[ \t]*)([^\n]{1,2000}?)"
    r"((?:\n|\\{1,8}n|,)\s{0,99}\\{0,8}[\"']?name\\{0,8}[\"']?[ \t]*:[ \t]*\\{0,8}[\"']?)([-\w.]+)"
)
BELOW = re.compile(r"\[|\\{1,8}n")
# The items of a list in such text, one a line.
ITEMS = re.compile(
    r"(?:(?<=\\n)|(?<![-\w.]))(\\{0,8}[\"']?)([-\w.]+)\1(:[ \t]*(?:\n|\\{1,8}n))"
    r"((?:[ \t]*-[ \t]+(?:(?!\\{1,8}n)[^\n])*(?:\n|\\{1,8}n|\Z))+)"
)
FLAT = re.compile(r"\[[^\[\]{}]*\]?")  # a list of scalars, perhaps cut off
# `kubectl create secret` up to where its command ends, and the literals in it.
CREATE_SECRET = re.compile(r"\bcreate\s+secret\b(?:[^\n;|&\\]|\\\n|\\.)*")
LITERAL = re.compile(
    r"(--from-literal(?:=|\s+)(\\{0,8}[\"']?)[-\w.]+=)((?:\\{0,8}[\"'])?)"
    r"((?<=\")[^\"\\]*|(?<=')[^'\\]*|" + BARE + r"+)"
)
CURL_USER = re.compile(
    r"(\bcurl\b[^\n;|&]{0,500}?\s(?:-u|--user)(?:=|\s*)[\"']?[^\s:\"']*:)(" + BARE + r"+)"
)
NETRC = re.compile(r"(\blogin\s+\S+\s+password\s+)(" + BARE + r"+)")
LEAD = re.compile(r"[ \t]*(?:[-#][ \t]+|export[ \t]+)*\Z")
LEAD_CHARACTERS = 40

telling = redaction_yaml.telling


def redacted(content: Any) -> Any:
    """The same data without what is secret, and without what the API keeps for itself."""
    if isinstance(content, dict):
        return _redacted_object(content)
    if isinstance(content, list | tuple):
        return _redacted_list(content)
    return redacted_text(content) if isinstance(content, str) else content


def _redacted_object(content: dict[Any, Any]) -> dict[Any, Any]:
    is_secret = redaction_yaml.is_secret(content.get("kind"), content.get("type"), content)
    named = content.get("name")
    told: dict[Any, Any] = {}
    for key, value in content.items():
        if key in UNTOLD or key == LAST_APPLIED:
            continue  # the latter repeats the whole object as text, a Secret's data included
        if is_secret and key in ("data", "stringData"):
            told[key] = dict.fromkeys(value, HIDDEN) if isinstance(value, dict) else HIDDEN
        elif content.get("kind") == "SecretList" and key == "items" and isinstance(value, list):
            told[key] = [
                redacted({"kind": "Secret", **item} if isinstance(item, dict) else item)
                for item in value
            ]
        elif _is_scalar(value) and (
            telling(key) or (key == "value" and isinstance(named, str) and telling(named))
        ):
            told[key] = HIDDEN
        elif telling(key) and isinstance(value, list | tuple):
            told[key] = [HIDDEN if _is_scalar(item) else redacted(item) for item in value]
        else:
            told[key] = redacted(value)
    return told


def _redacted_list(content: list[Any] | tuple[Any, ...]) -> list[Any]:
    """A list, perhaps of a program's arguments: what follows on --password is none of them."""
    told, hides = [], False
    for item in content:
        if hides and _is_scalar(item) and not str(item).startswith("-"):
            told.append(HIDDEN)
        else:
            told.append(redacted(item))
        hides = isinstance(item, str) and bool(A_FLAG.fullmatch(item)) and telling(item)
    return told


def _is_scalar(value: Any) -> bool:
    """Whether it is something that can be a secret: no yes or no, and not nothing."""
    if isinstance(value, str):
        return value.strip().lower() not in redaction_yaml.NO_SECRETS
    return isinstance(value, int | float) and not isinstance(value, bool)


def redacted_text(text: str, longest: int | None = None) -> str:
    """Text without private keys, tokens, a Secret's data, and what follows on “password:”.

    Args:
        text: Any text.
        longest: How many characters of it will be told at most; None for all. What comes after
            them is read only as far as it says what they are.
    """
    about_secrets = "Secret" in text
    read = redaction_yaml.hidden(text, HIDDEN, redacted_text)
    parsed, text = read is not None, text if read is None else read
    if longest is not None:
        text = text[:longest]
    text = PRIVATE_KEY.sub(HIDDEN, text)
    text = ENCODED.sub(_encoded, text)
    if about_secrets and not parsed:
        text = SECRET_BLOCK.sub(rf"\g<1>\g<2>\g<1>  {HIDDEN}\n", text)
        for pattern in (SECRET_BRACES, SECRET_LINES):
            text = pattern.sub(rf"\g<1>{HIDDEN}", text)
    for pattern in WHOLE:
        text = pattern.sub(HIDDEN, text)
    if not parsed:
        text = BLOCK.sub(_block, text)
        text = NAME_VALUE.sub(_name_value, text)
        text = VALUE_NAME.sub(_value_name, text)
        text = ITEMS.sub(_items, text)
        text = FLAG_ITEM.sub(_flag, text)
    text = FLAG.sub(_flag, text)
    text = CREATE_SECRET.sub(_without_literals, text)
    for pattern in (CURL_USER, NETRC):
        text = pattern.sub(rf"\g<1>{HIDDEN}", text)
    return _without_assigned(text, parsed=parsed)


def _without_literals(command: re.Match[str]) -> str:
    return LITERAL.sub(rf"\g<1>\g<3>{HIDDEN}", command[0])


def _encoded(found: re.Match[str]) -> str:
    """A key in base64, as kubeconfigs and Secrets have it; certificates stay."""
    start = found[0][:64]
    try:
        text = base64.b64decode(start[: len(start) // 4 * 4])
    except (binascii.Error, ValueError):
        return HIDDEN
    return found[0] if b"CERTIFICATE-----" in text else HIDDEN


def _block(found: re.Match[str]) -> str:
    if not telling(found[3]):
        return found[0]
    lead, quote, key, sign = found[1], found[2], found[3], found[4]
    return f"{lead}{quote}{key}{quote}{sign}{' ' * len(lead)}  {HIDDEN}\n"


def _items(found: re.Match[str]) -> str:
    if not telling(found[2]):
        return found[0]
    return f"{found[1]}{found[2]}{found[1]}{found[3]}- {HIDDEN}\n"


def _name_value(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}{found[3]}{HIDDEN}" if telling(found[2]) else found[0]


def _value_name(found: re.Match[str]) -> str:
    return f"{found[1]}{HIDDEN}{found[3]}{found[4]}" if telling(found[4]) else found[0]


def _flag(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}{HIDDEN}" if telling(found[1]) else found[0]


def _without_assigned(text: str, *, parsed: bool) -> str:
    parts, end = [], 0
    while found := KEY.search(text, end):
        parts.append(text[end : found.end()])
        end = found.end()
        # In YAML that could be read, what is below a name is hidden item by item already.
        if telling(found[2]) and not (parsed and BELOW.match(text, end)):
            value = _value_at(text, found)
            end += len(value)
            parts.append(_stand_in(value))
    return "".join(parts) + text[end:]


def _value_at(text: str, key: re.Match[str]) -> str:
    """What a name is given: in quotes, to the line's end, or to where something else begins."""
    start = key.end()
    if quoted := QUOTED.match(text, start):
        return quoted[0]
    if text.startswith(HIDDEN, start):
        return HIDDEN
    if text[start] == "[":
        flat = FLAT.match(text, start)
        return flat[0] if flat else ""
    before = text[max(0, key.start() - LEAD_CHARACTERS) : key.start()].rpartition("\n")[2]
    unended = text[start] in "\"'\\"
    pattern = REST if unended or LEAD.match(before) else WORD if "=" in key[3] else FLOW
    found = pattern.match(text, start)
    return found[0] if found else ""


def _stand_in(value: str) -> str:
    bare = value.strip("\"' \t")
    if not bare or bare.lower() in redaction_yaml.NO_SECRETS or bare[0] in "|>" or bare == HIDDEN:
        return value
    quote = value[0] if value[0] in "\"'" and value[-1] == value[0] else ""
    return f"{quote}{HIDDEN}{quote}"


def secret_values(secrets: Iterable[dict[str, Any]]) -> set[str]:
    """What the data of Secrets say, plain and in base64, where that is too long for a mere word.

    Namespaces and authorities' certificates, which are in many Secrets, are left out.
    """
    found = set()
    for secret in secrets:
        data = secret.get("data")
        for key, encoded in data.items() if isinstance(data, dict) else ():
            try:
                value = base64.b64decode(str(encoded), validate=True).decode()
            except (binascii.Error, ValueError):
                value = ""
            if key == "namespace" or "-----BEGIN CERTIFICATE-----" in value[:40]:
                continue
            found |= {text for text in (value.strip(), str(encoded)) if len(text) >= SHORTEST}
    return found


class Censor:
    """Hides values that are known to be secret wherever they turn up."""

    def __init__(self, values: Iterable[str]) -> None:
        longest_first = sorted(values, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def text(self, text: str) -> str:
        """The text, redacted."""
        return self._without(redacted_text(self._without(text)))

    def data(self, content: Any) -> Any:
        """The data, redacted."""
        return self._through(redacted(content))

    def _without(self, text: str) -> str:
        return self._known.sub(HIDDEN, text) if self._known else text

    def _through(self, content: Any) -> Any:
        if isinstance(content, dict):
            return {key: self._through(value) for key, value in content.items()}
        if isinstance(content, list):
            return [self._through(item) for item in content]
        return self._without(content) if isinstance(content, str) else content
