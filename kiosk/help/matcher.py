"""Finding the answer to what somebody types: Chinese, pinyin, its initials, English; a wrong letter, a wrong
character of the same sound and the sounds that people mix up (zh/z, n/l, ang/an) are forgiven. Pure.

Each way of asking is cut into short overlapping pieces. A question finds the ways that share its pieces, rare
pieces weighing more; so one wrong letter spoils a few pieces and not the question. Made once, asked at every
key.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from kiosk.help.answers import Answer

TEXT_MAX_CHARS = 60
HITS_MAX = 6
SCORE_LEAST = 0.3
"""Of 1: below it nothing is said rather than something wrong."""
OWN_SHARE = 0.78
"""How much it counts that the way of asking has all of the question; the rest: the other way round."""
INITIALS_LEAST_CHARS = 2
LEFT_OUT_LEAST_CHARS = 3
"""So many initials may leave some out."""
SAME_SOUND = 0.92
"""A character of the same sound is nearly as good as the right one."""
_MIXED = ((r"zh", "z"), (r"ch", "c"), (r"sh", "s"), (r"([aei])ng", r"\1n"), (r"n(?=[aeiouv])", "l"))
"""Sounds that people mix up, made one."""
_SAY_NOTHING = (
    "a an the is are was am i my me to of in on it its do does did how what where can could please you your "
    "and for with there this that be have has had will not no"
)
_STOP = frozenset(_SAY_NOTHING.split())


@dataclass(frozen=True, slots=True)
class Hit:
    id: str
    score: float


Pieces = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Channel:
    """Ways of asking as pieces of one kind: ``holders`` of each piece, ``whole`` weight of each way."""

    owners: tuple[int, ...]
    holders: Mapping[str, tuple[int, ...]]
    weights: Mapping[str, float]
    whole: tuple[float, ...]
    rare: float
    """The weight of a piece that no way has."""

    def scores(self, pieces: Iterable[str]) -> Iterator[tuple[int, float]]:
        """(answer, 0 to 1) for each way that shares a piece."""
        wanted = set(pieces)
        asked = sum(self.weights.get(piece, self.rare) for piece in wanted)
        if not asked:
            return
        shared: defaultdict[int, float] = defaultdict(float)
        for piece in wanted:
            for way in self.holders.get(piece, ()):
                shared[way] += self.weights[piece]
        for way, weight in shared.items():
            both = OWN_SHARE * weight / asked + (1 - OWN_SHARE) * weight / self.whole[way]
            yield self.owners[way], both


@dataclass(frozen=True, slots=True)
class Matcher:
    """Make one with ``matcher``."""

    ids: tuple[str, ...]
    han: _Channel
    sounds: _Channel
    words: _Channel
    initials: tuple[tuple[str, int], ...]
    sound_of: Mapping[str, str]
    """The syllable of each character that the ways of asking use."""

    def find(self, text: str) -> tuple[Hit, ...]:
        """The best HITS_MAX, best first; none when nothing fits."""
        typed = unicodedata.normalize("NFKC", text)[:TEXT_MAX_CHARS].casefold()
        best: dict[int, float] = {}
        for answer, score in self._scores(typed):
            best[answer] = max(score, best.get(answer, 0.0))
        ranked = sorted((-score, answer) for answer, score in best.items() if score >= SCORE_LEAST)
        return tuple(Hit(self.ids[answer], -score) for score, answer in ranked[:HITS_MAX])

    def _scores(self, typed: str) -> Iterator[tuple[int, float]]:
        han = [char for char in typed if is_han(char)]
        if han:
            yield from self.han.scores(han_pieces(han))
            spelled = [self.sound_of.get(char, "") for char in han]
            if all(spelled):
                yield from _less(self.sounds.scores(sound_pieces("".join(spelled))), SAME_SOUND)
            return
        letters = "".join(char for char in typed if char.isascii() and char.isalpha())
        if len(letters) >= INITIALS_LEAST_CHARS:
            yield from self._by_initials(letters)
            yield from self.sounds.scores(sound_pieces(letters))
        yield from self.words.scores(word_pieces(typed))

    def _by_initials(self, letters: str) -> Iterator[tuple[int, float]]:
        for initials, answer in self.initials:
            at = initials.find(letters)
            if at >= 0:
                yield answer, 0.5 + 0.45 * len(letters) / len(initials) + (0.05 if at == 0 else 0.0)
            elif len(letters) >= LEFT_OUT_LEAST_CHARS and leaves_out(letters, initials):
                yield answer, 0.35 + 0.3 * len(letters) / len(initials)


def matcher(answers: Sequence[Answer]) -> Matcher:
    han: list[tuple[int, Iterable[str]]] = []
    sounds: list[tuple[int, Iterable[str]]] = []
    words: list[tuple[int, Iterable[str]]] = []
    initials: list[tuple[str, int]] = []
    sound_of: dict[str, str] = {}
    for place, answer in enumerate(answers):
        ways = answer.asks.get("zh_CN", ())
        for way in ways:
            han.append((place, han_pieces([char for char in way if is_han(char)])))
        for way, spelled in zip(ways, answer.spelled, strict=False):
            syllables = spelled.split()
            sounds.append((place, sound_pieces("".join(syllables))))
            initials.append(("".join(one[0] for one in syllables), place))
            characters = [char for char in way if is_han(char)]
            if len(characters) == len(syllables):
                sound_of.update(zip(characters, syllables, strict=True))
        for way in answer.asks.get("en", ()):
            words.append((place, word_pieces(way.casefold())))
    return Matcher(
        ids=tuple(answer.id for answer in answers),
        han=_channel(han),
        sounds=_channel(sounds),
        words=_channel(words),
        initials=tuple(initials),
        sound_of=sound_of,
    )


def leaves_out(letters: str, initials: str) -> bool:
    """All of ``letters``, in this order, beginning with the first."""
    rest = iter(initials)
    return letters[0] == initials[:1] and all(letter in rest for letter in letters)


def is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def han_pieces(characters: Sequence[str]) -> list[str]:
    """Each character, and each two that follow one another."""
    return [*characters, *map("".join, pairwise(characters))]


def one_sound(letters: str) -> str:
    """Pinyin with the sounds made one that people mix up."""
    for pattern, plain in _MIXED:
        letters = re.sub(pattern, plain, letters)
    return letters


def sound_pieces(letters: str) -> list[str]:
    """Two and three letters that follow one another."""
    plain = one_sound(letters)
    return [plain[at : at + size] for size in (2, 3) for at in range(len(plain) - size + 1)]


def word_pieces(text: str) -> list[str]:
    """Whole words that say something, and three letters that follow one another within them."""
    pieces: list[str] = []
    for word in re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKD", text)):
        if word not in _STOP:
            padded = f"^{word}"
            pieces += [f"={word}", *(padded[at : at + 3] for at in range(len(padded) - 2))]
    return pieces


def _less(scores: Iterable[tuple[int, float]], share: float) -> Iterator[tuple[int, float]]:
    return ((answer, score * share) for answer, score in scores)


def _channel(ways: Sequence[tuple[int, Iterable[str]]]) -> _Channel:
    cut = [(owner, set(pieces)) for owner, pieces in ways]
    counts = Counter(piece for _, pieces in cut for piece in pieces)
    weights = {piece: log(1 + len(cut) / count) for piece, count in counts.items()}
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for way, (_, pieces) in enumerate(cut):
        for piece in pieces:
            holders[piece].append(way)
    return _Channel(
        owners=tuple(owner for owner, _ in cut),
        holders={piece: tuple(ways_) for piece, ways_ in holders.items()},
        weights=weights,
        whole=tuple(sum(weights[piece] for piece in pieces) or 1.0 for _, pieces in cut),
        rare=log(1 + len(cut)) / 2 if cut else 1.0,
    )
