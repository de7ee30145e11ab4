"""A roster's file as rows of cells, as spreadsheets and learning systems write it."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.errors import UsageError

MOST_BYTES = 10_000_000
DELIMITERS = ",;\t|"
SEPARATOR = re.compile(r'"?sep=(?P<delimiter>[,;\t|])"?[,;\t|]*\r?\n?', re.IGNORECASE)
# Excel keeps the zeros of ="00123", and whoever knows that writes it so.
FORMULA_TEXT = re.compile(r'="(?P<text>(?:[^"]|"")*)"')
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls
SAVE = "Save it as “CSV UTF-8” and try again."


@dataclass(frozen=True)
class TableRow:
    """One row that is not empty.

    Attributes:
        number: The line of the file on which it ends, from 1.
        cells: Without white space around them.
    """

    number: int
    cells: tuple[str, ...]


class NoTableError(Exception):
    """The reason why a text is not valid CSV."""


def read_text(path: Path) -> str:
    """The file's text.

    Raises:
        UsageError: It can't be read, is too large, a workbook, or in another encoding.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"{path} can't be read: {error.strerror}.", "Name a CSV file with your class."
        ) from error
    if len(content) > MOST_BYTES:
        raise UsageError(
            f"{path} has more than {MOST_BYTES // 1_000_000} MB.",
            "Name a CSV file with your class.",
        )
    if content.startswith(WORKBOOKS):
        raise UsageError(f"{path} is a workbook, not CSV.", SAVE)
    # Excel's “Unicode text” and Blackboard's downloads are UTF-16.
    sixteen = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if sixteen else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not in UTF-8.", SAVE) from error


def rows(text: str, is_heading: Callable[[str], bool]) -> list[TableRow]:
    """All rows of a CSV text, the one with the headings first.

    Args:
        text: Comma, semicolon, tab or “|” separate its cells; Excel's line `sep=;` says which.
        is_heading: Whether a cell of the first row is a known one; the delimiter is found so.

    Raises:
        NoTableError: It is no CSV.
    """
    separator = SEPARATOR.match(text)
    if separator and (separator[0].endswith("\n") or separator.end() == len(text)):
        rest = text[separator.end() :]
        return list(_rows(rest, separator["delimiter"], before=1))
    return list(_rows(text, _delimiter(text, is_heading)))


def _rows(text: str, delimiter: str, before: int = 0) -> Iterator[TableRow]:
    # A space between a comma and a quote is none of the cell's, and would hide the quote.
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield TableRow(reader.line_num + before, tuple(map(_unwrapped, cells)))
    except csv.Error as error:
        message = f"line {reader.line_num + before} is not CSV: {error}"
        raise NoTableError(message) from error


def _unwrapped(cell: str) -> str:
    text = cell.strip()
    if match := FORMULA_TEXT.fullmatch(text):
        return match["text"].replace('""', '"').strip()
    return text


def _delimiter(text: str, is_heading: Callable[[str], bool]) -> str:
    """The separator that finds most of the known headings in the first row."""

    def known(delimiter: str) -> int:
        try:
            first = next(_rows(text, delimiter), TableRow(0, ()))
        except NoTableError:
            return -1
        return sum(map(is_heading, first.cells))

    return max(DELIMITERS, key=known)
