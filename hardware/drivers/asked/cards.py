"""Lanes counted through the cards of one line, as an installer counts them (boards.md 5.2, 6)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cards:
    """``lanes`` in all: the first ``lanes_a_card`` on card 1, the next ones on card 2 and so on."""

    lanes: int
    lanes_a_card: int

    @property
    def count(self) -> int:
        return -(-self.lanes // self.lanes_a_card)

    def place(self, motor: int) -> tuple[int, int]:
        """Card from 1 and motor from 0, as on the wire. Raises ``ValueError`` in words."""
        if not 1 <= motor <= self.lanes:
            raise ValueError(f"there is no lane {motor}: the board is set to lanes 1 to {self.lanes}")
        card, index = divmod(motor - 1, self.lanes_a_card)
        return card + 1, index

    def check(self, card: int) -> int:
        """The card, if there is one. Raises ``ValueError`` in words."""
        if not 1 <= card <= self.count:
            raise ValueError(f"there is no card {card}: the board is set to {self.count}")
        return card

    def impossible(self, motor: int) -> str:
        """Why there is no such lane, in words; empty when there is."""
        try:
            self.place(motor)
        except ValueError as error:
            return str(error)
        return ""
