"""The force 警力: units, their duty and statuses, desks and the ground they control, positions.

It promises: a status has the time it was true and the time it was known; a unit has at most one assignment; off
duty nobody is located or asked; every piece of ground belongs to exactly one desk that was told so.
"""
