"""A board of the model m102, recorded on 2026-11-26T03:57:53+00:00: its driver must do and tell the same.

Made by ``python -m hardware.bench replay FILE --as-test``. Milliseconds, what it is, what it says; a ``+``
goes on with the line before, a ``#`` explains it. After a change that is meant, take over what differs.
"""

from __future__ import annotations

from hardware.api import BoardSettings
from hardware.bench.recorded.transcript import lines_of, replay

SETTINGS = BoardSettings(
    "m102",
    "board",
    None,
    drop_sensor=True,
    options={
        "lanes": 5,
        "temperature_zones": 0,
    },
)
RECORDED = """
0.250 note opened
101.663 tick
101.663 out 01 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 71 88
                # number? card 1
131.346 in 00 01 00 64 00 3b 04 47 36 32 33 38 36 39 00 00 00 00 6f 8e
                # number G623869
131.346 said board m102 up at board, firmware G623869, motors not told yet
132.239 call check_lane {"motor": 5}
132.326 tick
238.988 tick
238.988 out 01 04 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 62 d9
                # scan motor 1, card 1
274.894 in 00 04 aa 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 cd fa
                # scan: usable
274.894 said lane 1: normal (04/AA, usable)
380.210 tick
380.210 out 01 04 04 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 60 1a
                # scan motor 5, card 1
411.089 in 00 04 aa 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 cd fa
                # scan: usable
411.089 said lane 5: normal (04/AA, usable)
411.602 call vend {"key": "bench-2d96871b-56c7-40c9-b95e-58cb0004873f", "motor": 5, "drop_sensor":
                + true, "lift": false}
462.927 tick
512.248 tick
512.248 out 01 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 d0 e8
                # poll card 1
542.991 in 00 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 81 14
                # idle
563.379 tick
614.661 tick
643.946 tick
643.946 out 01 04 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 a3 49
                # scan motor 2, card 1
665.316 tick
674.853 in 00 04 aa 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 cd fa
                # scan: usable
674.853 said lane 2: normal (04/AA, usable)
716.283 tick
725.630 tick
775.909 tick
775.909 out 01 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 d0 e8
                # poll card 1
814.662 in 00 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 81 14
                # idle
827.184 tick
878.478 tick
915.771 tick
915.771 out 01 05 04 02 01 00 00 00 00 00 00 00 00 00 00 00 00 00 b3 4a
                # run motor 5, two-wire, curtain watched, card 1
929.338 tick
952.132 in 00 05 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 62 b5
                # run: started
952.132 said motor 5 turns
980.606 tick
1031.874 tick
1054.167 tick
1054.167 out 01 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 d0 e8
                # poll card 1
1082.727 tick
1088.221 in 00 03 01 04 00 00 00 00 00 00 00 00 00 00 00 00 00 00 44 87
                # motor 5 is running
1133.613 tick
1185.026 tick
1236.286 tick
1253.580 tick
1253.580 out 01 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 d0 e8
                # poll card 1
1287.956 tick
1304.149 in 00 03 01 04 00 00 00 00 00 00 00 00 00 00 00 00 00 00 44 87
                # motor 5 is running
1338.623 tick
1391.668 tick
1442.975 tick
1493.282 tick
1546.091 tick
1597.365 tick
1605.613 tick
1605.613 out 01 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 d0 e8
                # poll card 1
1640.313 in 00 03 01 04 00 00 00 00 00 00 00 00 00 00 00 00 00 00 44 87
                # motor 5 is running
1648.734 tick
1699.988 tick
1750.311 tick
1801.579 tick
1855.269 tick
1906.537 tick
1941.917 tick
1941.917 out 01 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 d0 e8
                # poll card 1
1957.257 tick
1973.204 in 00 03 02 04 00 05 85 00 75 03 87 00 00 00 00 00 00 00 49 4c
                # motor 5: the motor came home; peak 1413 mA, mean 117 mA, 903 ms, no drop
1973.204 said motor 5: not_delivered (03/00/00, the motor came home; peak 1413 mA, mean 117 mA, 903 ms,
                + no drop) after 1058 ms
1973.878 note closed
"""


def test_the_driver_does_and_tells_what_was_recorded() -> None:
    assert replay(SETTINGS, RECORDED) == lines_of(RECORDED)
