"""The ZIP file that Alipay's bill comes in. Pure: read in memory, nothing is ever written under its names."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from kiosk.payments.bills.table import PLAIN_LIMIT_BYTES, BillError

PACKED_LIMIT_BYTES = 16_777_216
"""A bill of the longest kind (``PLAIN_LIMIT_BYTES``) packs to about a tenth of its size."""
MEMBERS_LIMIT = 8
"""A genuine one has two."""
_UTF8_NAMES = 0x800
_ENCRYPTED = 0x1
_KNOWN_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    struct.error,
)
"""All that the library raises for bytes that are no ZIP file, or one it cannot read."""


def details_of(content: bytes) -> bytes:
    """The file with the rows; the one beside it only adds them up per shop. Raises ``BillError``."""
    if len(content) > PACKED_LIMIT_BYTES:
        raise BillError("bill.length", f"The bill's ZIP file is longer than {PACKED_LIMIT_BYTES} bytes.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive, _chosen(archive))
    except _DAMAGED as error:
        raise BillError("bill.zip", "The bill's ZIP file is damaged, or no ZIP file.") from error


def _chosen(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = archive.infolist()
    if len(members) > MEMBERS_LIMIT:
        raise BillError("bill.zip", f"The bill's ZIP file has more than {MEMBERS_LIMIT} files in it.")
    found = []
    for member in members:
        name = _name(member)
        if any(char in name for char in "/\\\0"):
            raise BillError("bill.zip", "The bill's ZIP file names folders: no genuine one does.")
        if "明细" in name and "汇总" not in name and name.endswith(".csv"):
            found.append(member)
    if len(found) != 1:
        raise BillError(
            "bill.zip", f"The bill's ZIP file has {len(found)} files of rows (明细) in it, not one."
        )
    return found[0]


def _name(member: zipfile.ZipInfo) -> str:
    """payments.md 6.2: names in GBK, which the library takes for the oldest code page of all."""
    if member.flag_bits & _UTF8_NAMES:
        return member.orig_filename
    return member.orig_filename.encode("cp437").decode("gb18030")


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.flag_bits & _ENCRYPTED or member.compress_type not in _KNOWN_PACKINGS:
        raise BillError("bill.zip", "The bill's ZIP file is packed or locked in an unknown way.")
    with archive.open(member) as file:
        plain = file.read(PLAIN_LIMIT_BYTES + 1)  # whatever size it claims to be
    if len(plain) > PLAIN_LIMIT_BYTES:
        raise BillError("bill.length", f"The bill is longer than {PLAIN_LIMIT_BYTES} bytes.")
    return plain
