"""``python -m cloud`` as a child process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
END_S = 30


class CloudProcess:
    """Ready when constructed; ended by ``end`` (stdin closed), ``kill`` or ``terminate``."""

    def __init__(self, data: Path, *arguments: str, database_url: str = "") -> None:
        words = [sys.executable, "-m", "cloud", "--port", "0", "--data", str(data), "--stdin-eof", *arguments]
        environment = {**os.environ, "DATABASE_URL": database_url}
        self.log = data.parent / f"{data.name}-{id(self)}.log"
        with self.log.open("w") as log:
            self.child = subprocess.Popen(
                words,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        assert line, self.log.read_text()
        self.line: dict[str, Any] = json.loads(line)
        self.url = str(self.line["cloud"])

    def end(self) -> int:
        """Close stdin, as a dying parent does."""
        assert self.child.stdin is not None
        self.child.stdin.close()
        return self._ended()

    def terminate(self) -> int:
        self.child.terminate()
        return self._ended()

    def kill(self) -> int:
        self.child.kill()
        return self._ended()

    def _ended(self) -> int:
        code = self.child.wait(END_S)
        for pipe in (self.child.stdin, self.child.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()
        return code

    def __enter__(self) -> CloudProcess:
        return self

    def __exit__(self, *_: object) -> None:
        if self.child.poll() is None:
            self.end()
        else:
            self._ended()
