"""What a machine is built of, as data: cabinets and their boards, lanes, zones. Pure."""
