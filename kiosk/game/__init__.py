"""An optional small draw at the machine: what it gives, how often, and to whom."""
