"""The ASCII lines of Qibixx's MDB-USB and Pi Hat (boards.md 8.2)."""
