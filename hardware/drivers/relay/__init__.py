"""Machines built of plain Modbus relay boards: one relay a motor or lock (boards.md 7)."""
