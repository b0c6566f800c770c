"""``replay``: play a recording to the driver of this build, and see whether it still does the same."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Final

from hardware.api import BoardSettings
from hardware.bench.arguments import Commands, add_command, option
from hardware.bench.exits import OK, SAID_NO
from hardware.bench.recorded.file import Call, Recording, RecordingError, Said, load
from hardware.bench.recorded.playing import differences, play, settled
from hardware.bench.recorded.transcript import write
from hardware.bench.words import Words
from hardware.rig import BOARDS

MADE_BY: Final = "Made by ``python -m hardware.bench replay FILE --as-test``."
PORT: Final = "board"
"""What the recorded port is called in a test: its own name means nothing elsewhere."""


def join(commands: Commands) -> None:
    parser = add_command(
        commands, "replay", "play a recording to this build's driver; needs no board", replay
    )
    parser.add_argument("recording", type=Path, help="what trace, or --record, has written")
    parser.add_argument("--as-test", type=Path, metavar="OUT.py", help="write it as a pytest file as well")
    parser.add_argument("--polls", action="store_true", help="show what only keeps the line alive too")
    parser.add_argument("--model", choices=tuple(BOARDS), help="for a recording that names no board")
    parser.add_argument("--option", type=option, action="append", help="of that model: KEY=VALUE")


def replay(arguments: argparse.Namespace) -> int:
    """No port is opened and nothing moves."""
    unnamed = None
    if arguments.model is not None:
        unnamed = BoardSettings(arguments.model, PORT, options=dict(arguments.option or []))
    recorded = load(arguments.recording, unnamed)
    played = play(recorded)
    show(played, arguments.polls)
    found = differences(recorded, played)
    for each in found:
        print(f"Different from {each.what} {each.number} on:")
        print(f"    recorded: {each.recorded}")
        print(f"    now:      {each.now}")
    if found:
        print("The driver no longer does what was recorded." + _no_test(arguments.as_test))
        return SAID_NO
    count = f"{len(played.sent)} writes and {len(played.said)} events"
    print(f"The driver does what was recorded: {count}.")
    if arguments.as_test is not None:
        write_test(settled(recorded, PORT), arguments.as_test)
        print(f"Written as a test: {arguments.as_test}")
    return OK


def show(played: Recording, show_chatter: bool) -> None:
    """As ``watch`` would have shown it."""
    words = Words(BOARDS[played.settings.model].speech, show_chatter)
    for entry in played.entries:
        match entry:
            case Said(_, text):
                print(f"          ** {text}")
            case Call(_, name, arguments):
                print(f"          >> {name} {json.dumps(dict(arguments))}")
            case _:
                for line in words.lines(entry):
                    print(line)


def write_test(recorded: Recording, path: Path) -> None:
    """A pytest file that holds the recording itself and needs nothing but this package.

    Raises ``RecordingError`` when the file is somebody's own, or cannot be written.
    """
    try:
        if path.exists() and MADE_BY not in path.read_text(encoding="utf-8"):
            words = f"{path} is there and was not made by this command: choose another name."
            raise RecordingError("recording.bad_out", words)
        path.write_text(test_text(recorded), encoding="utf-8")
    except OSError as error:
        words = f"The test {path} cannot be written: {error.strerror}. Choose another file."
        raise RecordingError("recording.bad_out", words) from error


def test_text(recorded: Recording) -> str:
    """The file's text; played once more, so that a run's milliseconds are the played ones."""
    settings = recorded.settings
    speech = BOARDS[settings.model].speech
    lines = "\n".join(write(play(recorded).entries, speech)).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    options = "".join(
        f"\n        {_literal(key)}: {_literal(each)}," for key, each in settings.options.items()
    )
    when = f" on {recorded.made}" if recorded.made else ""
    return f'''"""A board of the model {settings.model}, recorded{when}: its driver must do and tell the same.

{MADE_BY} Milliseconds, what it is, what it says; a ``+``
goes on with the line before, a ``#`` explains it. After a change that is meant, take over what differs.
"""

from __future__ import annotations

from hardware.api import BoardSettings
from hardware.bench.recorded.transcript import lines_of, replay

SETTINGS = BoardSettings(
    {_literal(settings.model)},
    {_literal(settings.port)},
    {_literal(settings.baud)},
    drop_sensor={_literal(settings.drop_sensor)},
    options={{{options}{chr(10) + "    " if options else ""}}},
)
RECORDED = """
{lines}
"""


def test_the_driver_does_and_tells_what_was_recorded() -> None:
    assert replay(SETTINGS, RECORDED) == lines_of(RECORDED)
'''


def _literal(value: Any) -> str:
    """A value of the configuration as Python writes it."""
    return json.dumps(value) if isinstance(value, str) else repr(value)


def _no_test(path: Path | None) -> str:
    return "" if path is None else " No test was written: it would only hold the change."
