"""The answers of this machine: of the file it came with, until the cloud sends others."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.help.answers import Answers, read_answers
from kiosk.help.matcher import Matcher, matcher

log = logging.getLogger(__name__)

ANSWERS_FILE = Path(__file__).resolve().parents[2] / "resources" / "faq" / "faq.toml"
FILE_LIMIT_BYTES = 512 * 1024
NO_ANSWERS = Answers(())


class HelpDesk:
    """Reads its answers when somebody first asks: no first frame waits for them."""

    def __init__(self, file: Path = ANSWERS_FILE) -> None:
        self._file = file
        self._answers: Answers | None = None
        self._matcher: Matcher | None = None

    @property
    def answers(self) -> Answers:
        if self._answers is None:
            self._take(_of_file(self._file))
        return self._answers or NO_ANSWERS

    @property
    def matcher(self) -> Matcher:
        if self._matcher is None:
            self._matcher = matcher(self.answers.found)
        return self._matcher

    def use(self, documents: Mapping[str, Any]) -> None:
        """Documents of kind ``faq``, each one answer by its key; none at all: the file's own again."""
        rows = [{"id": key, **body} for key, body in documents.items() if isinstance(body, Mapping)]
        self._take(read_answers({"answer": rows}) if rows else _of_file(self._file))

    def _take(self, answers: Answers) -> None:
        for problem in answers.problems:
            log.warning("%s", problem)
        self._answers, self._matcher = answers, None


def _of_file(path: Path) -> Answers:
    try:
        text = path.read_bytes()[:FILE_LIMIT_BYTES].decode()
        return read_answers(tomllib.loads(text))
    except (OSError, ValueError) as error:
        return Answers((), (f"The answers in {path.name} cannot be read: {error}",))
