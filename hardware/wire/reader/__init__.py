"""What a code reader says and is told: codes with their suffix, keys of a keyboard, GM72 commands."""
