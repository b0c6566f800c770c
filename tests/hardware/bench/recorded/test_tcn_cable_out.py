"""A board of the model tcn, recorded on 2026-11-26T03:57:56+00:00: its driver must do and tell the same.

Made by ``python -m hardware.bench replay FILE --as-test``. Milliseconds, what it is, what it says; a ``+``
goes on with the line before, a ``#`` explains it. After a change that is meant, take over what differs.
"""

from __future__ import annotations

from hardware.api import BoardSettings
from hardware.bench.recorded.transcript import lines_of, replay

SETTINGS = BoardSettings(
    "tcn",
    "board",
    None,
    drop_sensor=True,
    options={
        "lanes": 1,
    },
)
RECORDED = """
0.448 note opened
24.161 tick
24.161 out 00 ff e7 18 00 ff
                # version 00, board 0
56.269 in 00 42 32 37 ab
                # version B27, board 0
56.269 said board tcn up at board, firmware B27, motors not told yet
56.758 call check_lane {"motor": 5}
56.796 tick
78.101 tick
78.101 out 00 ff 79 86 55 aa
                # query lane 1
108.898 in 00 5d 00 00 5d
                # ok 00; no drop seen (00), board 0
108.898 said lane 1: normal (5D/00/00, usable)
108.898 said board tcn up at board, firmware B27, 1 motors
132.388 tick
132.388 out 00 ff 7d 82 55 aa
                # query lane 5
163.163 in 00 5d 00 00 5d
                # ok 00; no drop seen (00), board 0
163.163 said lane 5: normal (5D/00/00, usable)
163.621 call vend {"key": "bench-3406b4a8-e7f9-4827-8ecb-895e20888f34", "motor": 5, "drop_sensor":
                + true, "lift": false}
188.166 tick
188.166 out 00 ff e7 18 00 ff
                # version 00, board 0
218.791 in 00 42 32 37 ab
                # version B27, board 0
243.831 tick
243.831 out 00 ff 05 fa aa 55
                # vend lane 5, with light check
350.316 note lost: The port board was lost: the other end closed it.
350.316 said board down: The port board was lost: the other end closed it.
462.166 note not opened: The port board is not there. Check that the board is plugged in and the name.
562.604 note not opened: The port board is not there. Check that the board is plugged in and the name.
668.482 note opened
1300.408 in 00 5d 00 aa 07
                # ok 00; dropped (AA), board 0
1300.408 said motor 5: delivered (5D/00/AA, dropped) after 1057 ms
1301.071 note closed
"""


def test_the_driver_does_and_tells_what_was_recorded() -> None:
    assert replay(SETTINGS, RECORDED) == lines_of(RECORDED)
