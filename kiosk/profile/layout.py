"""A planogram on a machine: which of its lanes are there, and where. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.catalog.products import Lane
from kiosk.profile.profile import Place, Profile

NAMED_MAX = 6
"""Lanes named in one sentence."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A planogram as this machine has it."""

    lanes: tuple[Lane, ...]
    strangers: tuple[str, ...] = ()
    """Labels of lanes the planogram names and the machine has not: they are not sold from."""


def lay(lanes: Sequence[Lane], profile: Profile | None, *, in_order: bool = False) -> Laid:
    """``lanes`` with the motors and boards the profile gives them; as they are where there is no profile.

    ``in_order``: the planogram belongs to no machine (the demo shop): its first lane lies in the machine's
    first, and so on, as far as both reach.
    """
    if profile is None:
        return Laid(tuple(lanes))
    if in_order:
        return Laid(
            tuple(
                replace(lane, label=place.label, motor=place.motor, board=place.board)
                for lane, place in zip(lanes, profile.lanes, strict=False)
            )
        )
    there = {place.label: place for place in profile.lanes}
    return Laid(
        tuple(
            replace(lane, motor=there[lane.label].motor, board=there[lane.label].board)
            for lane in lanes
            if lane.label in there
        ),
        tuple(lane.label for lane in lanes if lane.label not in there),
    )


def places(lanes: Sequence[Lane], profile: Profile | None) -> Mapping[str, Place]:
    """Where each lane of a laid planogram is, by label."""
    if profile is None:
        return {lane.label: Place(lane.label, lane.motor) for lane in lanes}
    return {place.label: place for lane in lanes if (place := profile.lane(lane.label)) is not None}


def strangers_text(labels: Sequence[str], profile: Profile) -> str:
    """What is wrong with these lanes of the planogram, and what to do."""
    named = ", ".join(labels[:NAMED_MAX]) + (", ..." if len(labels) > NAMED_MAX else "")
    first, last = profile.lanes[0].label, profile.lanes[-1].label
    return (
        f"The planogram names lanes that the profile {profile.id} does not have ({first} to {last}): "
        f"{named}. They are not sold from. Correct the planogram, or choose the right machine.profile."
    )
