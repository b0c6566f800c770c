"""The ZDM8 motor board of ZhongDa and ULing (boards.md 4)."""
