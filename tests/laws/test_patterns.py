"""What must not stand in the code; and that each of these laws would notice it."""

from __future__ import annotations

import pytest

from tests.laws.patterns import LATER_LAW, PYTHON, QML, Pattern
from tests.laws.tree import Source, report, sample, sources, texts

LAWS = [*PYTHON, *QML, LATER_LAW]


def read(law: Pattern) -> tuple[Source, ...]:
    return sources(law.ending) if law.ending else texts()


def written(law: Pattern, text: str) -> Source:
    """``text`` as a file in which the law holds."""
    place = law.places[-1] if law.places else "kiosk"
    path = place if place.endswith(law.ending or ".py") else f"{place}/sample{law.ending or '.py'}"
    return sample(text, path)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_the_tree_keeps_the_law(law: Pattern) -> None:
    broken = [finding for source in read(law) for finding in law.broken(source)]
    assert not broken, report(broken, law.instead)


@pytest.mark.parametrize(("law", "text"), [(law, text) for law in LAWS for text in law.bad])
def test_the_law_bites(law: Pattern, text: str) -> None:
    assert law.broken(written(law, text)), f"{law.name!r} lets this pass: {text}"


@pytest.mark.parametrize(("law", "text"), [(law, text) for law in LAWS for text in law.good])
def test_the_law_lets_the_right_way_pass(law: Pattern, text: str) -> None:
    assert law.broken(written(law, text)) == []
