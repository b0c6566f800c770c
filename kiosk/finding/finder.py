"""How goods are found: by the keys of the search screen, in one index of the catalogue that is made beside
the loop; and without a key, by what this machine's customers are used to take."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.catalog.products import Lane, Product
from kiosk.catalog.search import NOTHING, Found, SearchIndex, search_index
from kiosk.finding.adviser import Adviser


class Finder:
    """Belongs to the loop's thread. Before the first index is made nothing is found; ``ready`` says so."""

    def __init__(self, adviser: Adviser) -> None:
        self.adviser = adviser
        self._index: SearchIndex | None = None
        self._asked = 0
        self._watchers: list[Callable[[], None]] = []

    @property
    def ready(self) -> bool:
        return self._index is not None

    def subscribe(self, changed: Callable[[], None]) -> None:
        """``changed`` is called on the loop's thread after each new index: what was found may be found
        otherwise now."""
        self._watchers.append(changed)

    def find(self, text: str, earlier: Found = NOTHING) -> Found:
        """``text`` as it was typed so far; ``earlier`` what the key before it found."""
        return self._index.find(text, earlier) if self._index is not None else NOTHING

    async def learn(self, products: Sequence[Product], lanes: Sequence[Lane]) -> None:
        """The catalogue, or where it lies, changed. The index is made on a worker thread; of two catalogues
        the later one counts, whichever index is made first."""
        self._asked += 1
        asked = self._asked
        import asyncio  # no first frame waits for it

        index = await asyncio.to_thread(search_index, tuple(products), tuple(lanes))
        if asked == self._asked:
            self.use(index)

    def use(self, index: SearchIndex) -> None:
        """Find by ``index`` from now on."""
        self._index = index
        for changed in self._watchers:
            changed()
