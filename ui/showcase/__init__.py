"""For showing and testing the screens only: made-up states and a pretended sale. Nothing here sells anything,
and nothing that sells imports it.
"""
