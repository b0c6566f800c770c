"""What a round came to, in figures and in words."""

from __future__ import annotations

from dataclasses import dataclass, field, fields


@dataclass
class Figures:
    """``lost_fen``, ``double_vends`` and ``unexplained`` must be 0."""

    sales: int = 0
    kills: int = 0
    faults: int = 0
    """Those that really befell something: a fault that waits for a call nobody made is none."""
    delivered: int = 0
    lost_fen: int = 0
    double_vends: int = 0
    unexplained: int = 0
    stories: list[str] = field(default_factory=list)
    """What was wrong, in words."""

    @property
    def clean(self) -> bool:
        return not (self.lost_fen or self.double_vends or self.unexplained)

    def wrong(self, words: str) -> None:
        """Something that nobody can explain."""
        self.unexplained += 1
        self.stories.append(words)

    def add(self, other: Figures) -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    def __str__(self) -> str:
        return (
            f"chaos: sales={self.sales} kills={self.kills} faults={self.faults} lost_fen={self.lost_fen} "
            f"double_vends={self.double_vends} unexplained={self.unexplained}"
        )
