"""Imported for effect: every event kind of the flow, with what it does to the states."""

from anlan.command import alarms, settings
from anlan.flow.closure import evolve as closure
from anlan.flow.dispatch import evolve as dispatch
from anlan.flow.dispatch import recommended
from anlan.flow.incident import evolve as incident
from anlan.flow.intake import numbers, types
from anlan.flow.response import evolve as response
from anlan.force import state as force

__all__ = ["STAGES"]

STAGES = (force, alarms, settings, types, numbers, incident, dispatch, recommended, response, closure)
"""The modules that registered them, in the order of the flow."""
