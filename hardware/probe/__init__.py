"""Find out what is at a port without moving anything.

An XY board says POLL by itself and is only listened to. The other families speak when spoken to: each is
asked what changes nothing, and nothing is sent that any board of any family could take for more than a
question (``harmless``).
"""
