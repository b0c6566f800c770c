"""What coils and inputs of plain Modbus relay boards mean (boards.md 7)."""
