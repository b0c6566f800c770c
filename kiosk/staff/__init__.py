"""The staff room: who may do what at the machine, how they prove who they are, and what they see and do.

``roles`` is the table of what each role may do, ``people`` the people, ``pins`` their PINs, ``lockout`` what
wrong ones cost, ``gesture`` how the menu is found, ``room`` the room itself, which the kiosk owns.
"""
