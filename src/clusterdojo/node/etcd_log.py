"""etcd's write-ahead log, as far as it tells how a store began.

A file is a row of records: their length, then a protobuf message with type, checksum and data.
Source: etcd, server/storage/wal and api of walpb.
"""

import struct
from collections.abc import Iterator

SNAPSHOT = 5  # the record's type
LENGTH = struct.Struct("<Q")  # the lower 56 bits; the upper ones tell of padding
TYPE, DATA, INDEX = 1, 3, 1  # the fields' numbers


def raft_snapshots(log: bytes) -> list[int]:
    """The indices of the Raft snapshots that the beginning of a log tells of, in their order.

    Half a record at the end, and whatever is no log, tells nothing more.
    """
    found = []
    for record in _records(log):
        try:
            fields = dict(_fields(record))
            data = fields.get(DATA)
            if fields.get(TYPE) == SNAPSHOT and isinstance(data, bytes):
                index = dict(_fields(data)).get(INDEX, 0)
                found += [index] if isinstance(index, int) else []
        except (IndexError, ValueError):
            break
    return found


def _records(log: bytes) -> Iterator[bytes]:
    at = 0
    while at + LENGTH.size <= len(log):
        (told,) = LENGTH.unpack_from(log, at)
        length, padding = told & (1 << 56) - 1, (told >> 56) & 7
        at += LENGTH.size
        if not length or at + length > len(log):
            return  # the rest of the file waits to be written, or was not read
        yield log[at : at + length]
        at += length + padding


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Numbers and values of a message's fields.

    Raises:
        IndexError: It is cut off.
        ValueError: It has a field of another kind than those that these messages have.
    """
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        value, at = _varint(message, at)
        if key & 7 == 0:
            yield key >> 3, value
        elif key & 7 == 2:  # noqa: PLR2004 - the wire type of bytes
            yield key >> 3, message[at : at + value]
            at += value
        else:
            raise ValueError(key)


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:  # noqa: PLR2004 - the last one has no highest bit
            return value, at
