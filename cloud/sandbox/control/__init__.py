"""The other port: plays the phone, breaks calls, moves time, shows the books."""
