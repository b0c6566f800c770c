"""Errors of the world bear words, a code and an exit code; ours do not pass for them."""

from __future__ import annotations

from kiosk.errors import BugError, ConfigError, DataDamagedError, DataInUseError, ExitCode, KnownError


def test_each_known_error_ends_the_program_its_own_way() -> None:
    found = {
        kind: kind("a.b", "Words.") for kind in (KnownError, ConfigError, DataInUseError, DataDamagedError)
    }
    assert {error.exit_code for error in found.values()} == {
        ExitCode.BAD_ARGUMENTS,
        ExitCode.DATA_IN_USE,
        ExitCode.DATA_DAMAGED,
    }
    assert [int(code) for code in ExitCode] == [0, 2, 3, 4, 70]
    for error in found.values():
        assert (error.code, error.text, str(error)) == ("a.b", "Words.", "Words.")


def test_a_bug_is_not_the_worlds() -> None:
    assert not issubclass(BugError, KnownError)
