"""The till's box as one line of JSON, so that a start need not read the whole journal."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from kiosk.store.sale_json import UnreadableError
from kiosk.till.box import Box, Card, CardState, Due, DueState
from kiosk.till.entries import Why, levels_from, levels_text


def box_text(box: Box) -> str:
    body = asdict(box)
    body["levels"] = levels_text(box.levels)
    body["dues"] = [{**asdict(due), "before": levels_text(due.before)} for due in box.dues]
    return json.dumps(body, ensure_ascii=False)


def box_from(text: str) -> Box:
    """Raises ``UnreadableError`` for what ``box_text`` never wrote."""
    try:
        body = json.loads(text)
        levels = levels_from(body.pop("levels"))
        dues = tuple(_due(row) for row in body.pop("dues"))
        cards = tuple(Card(**{**row, "state": CardState(row["state"])}) for row in body.pop("cards"))
        if levels is None:
            raise ValueError("no counts")
        return Box(levels=levels, dues=dues, cards=cards, **body)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableError(f"What is kept of the till cannot be read: {error}.") from None


def _due(row: dict[str, Any]) -> Due:
    typed = {"why": Why(row["why"]), "state": DueState(row["state"]), "before": levels_from(row["before"])}
    return Due(**{**row, **typed})
