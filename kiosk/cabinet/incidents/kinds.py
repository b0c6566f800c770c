"""What an incident is made of: how grave, who is told what, what ends it. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.catalog.products import Texts
from kiosk.store.records import Severity


class Audience(StrEnum):
    CUSTOMER = "customer"
    RESTOCKER = "restocker"
    TECHNICIAN = "technician"


class Clears(StrEnum):
    """What ends an incident."""

    BY_ITSELF = "by_itself"
    """It is over as soon as it is no longer so."""
    BY_SIGN_OFF = "by_sign_off"
    """A named person undoes the state behind it: the latch, the lane taken out."""
    BY_STAFF = "by_staff"
    """It happened, nothing lasts: a person says that it was seen."""
    WITH_SALE = "with_sale"
    """The sale it is about is closed."""


@dataclass(frozen=True, slots=True)
class Kind:
    """An empty sentence: this audience is not concerned."""

    severity: Severity
    clears: Clears
    customer: Texts
    restocker: Texts
    technician: Texts
    next_step: Texts


def both(zh_cn: str, en: str) -> Texts:
    """A sentence in each language."""
    return {"zh_CN": zh_cn, "en": en}


NOTHING = both("", "")
