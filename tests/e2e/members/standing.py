"""What a member has come to over a year, written into the cloud's own database."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

BUSY_S = 20.0


def demo_cloud(data: Path) -> Path:
    """The database of the cloud that a demo over ``data`` embeds."""
    return data / "demo" / "cloud" / "cloud.sqlite"


def earned(database: Path, points: int) -> None:
    """The only member there earned so many ``points`` at another machine, just now."""
    with closing(sqlite3.connect(database, timeout=BUSY_S)) as connection, connection:
        [(member,)] = connection.execute("SELECT id FROM members").fetchall()
        connection.execute(
            "INSERT INTO point_entries (machine_id, sale, line, kind, member_id, points, at_s) "
            "VALUES ('elsewhere', 'E2E0001', 0, 'earned', ?, ?, ?)",
            (member, points, int(time.time())),
        )
        connection.execute("UPDATE members SET points = points + ?", (points,))
