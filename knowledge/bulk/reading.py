"""Reading a file of statements, whatever it is. Pure: it is handed bytes, and unpacks nothing."""

from __future__ import annotations

from typing import Final

from knowledge.bulk.records import BYTES, Fault, Rows, from_json
from knowledge.bulk.tables import from_csv

#: How archives and office documents begin. None is unpacked, so none can unpack to gigabytes.
_PACKED: Final = (
    b"PK",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\xd0\xcf\x11\xe0",
)


def read(data: bytes) -> Rows:
    """The rows of a JSON or CSV file, told apart by how it begins; or why it cannot be read."""
    if len(data) > BYTES:
        return _refused("too-big", most=str(BYTES))
    if data.startswith(_PACKED):
        return _refused("packed")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused("not-utf8")
    if not text.strip():
        return _refused("empty")
    rows = from_json(text) if text.lstrip().startswith(("[", "{")) else from_csv(text)
    return rows if rows.records or rows.faults else _refused("empty")


def _refused(name: str, **values: str) -> Rows:
    return Rows(faults=(Fault(0, "", name, values),))
