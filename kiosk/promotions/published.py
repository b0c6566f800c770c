"""The published rules: read once, when they are published, never in a sale. What is left out is an incident.

A table that is broken whole (no TOML, not a table of lists) changes nothing: the rules before stay. Of a
table that can be read, rules that are broken are left out one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.cabinet.incidents.pricing import LEFT_OUT, UNREAD
from kiosk.cabinet.watch import Finding
from kiosk.pricing.rulebook import NO_RULES, Rulebook, rulebook
from kiosk.pricing.rules_file import parse_rules

RULES_LIMIT_BYTES = 4 * 1024 * 1024
FINDINGS_MAX = 50
"""More broken rules at once are one broken table: whoever mends it looks at all of them."""


@dataclass(frozen=True, slots=True)
class Published:
    book: Rulebook = NO_RULES
    findings: tuple[Finding, ...] = ()
    """What is wrong with it, as long as it is published."""


def publish(table: object, before: Published) -> Published:
    """The rules of ``table``; those of ``before``, and why, when nothing of it can be read."""
    if not isinstance(table, Mapping):
        return refused("It is not a table.", before)
    for key in ("promotion", "coupon"):
        if not isinstance(table.get(key, []), list):
            return refused(f"{key} is not a list of tables.", before)
    parsed = parse_rules(table)
    findings = [Finding(LEFT_OUT, problem.rule, problem.text) for problem in parsed.problems]
    return Published(rulebook(parsed.rules), tuple(findings[:FINDINGS_MAX]))


def refused(why: str, before: Published) -> Published:
    """The rules before stay, and what was wrong with them."""
    kept = tuple(finding for finding in before.findings if finding.code != UNREAD)
    return Published(before.book, (*kept, Finding(UNREAD, "", why)))


def read_file(path: Path, before: Published) -> Published:
    """The rules of a TOML file, for a machine that no cloud has told any; never raises."""
    import tomllib  # beside the first frame

    try:
        with path.open("rb") as stream:
            raw = stream.read(RULES_LIMIT_BYTES + 1)
        if len(raw) > RULES_LIMIT_BYTES:
            return refused(f"{path.name} is too large.", before)
        return publish(tomllib.loads(raw.decode("utf-8")), before)
    except FileNotFoundError:
        return before
    except OSError as error:
        return refused(f"{path.name} cannot be read: {error.strerror}.", before)
    except ValueError as error:
        return refused(f"{path.name} is not valid TOML: {error}.", before)
