"""EVA-DTS 6.1.1: the machine's counters as the text that vending operators' programs read."""
