"""Live 实时: a snapshot, then every change after N, once and in order, to every screen that may see it.

The board is folded from the journal by the same functions that fold stream states in commands, so what a screen
shows now and what it shows for a past second come from one machine. Changes are worked out once per visibility
class; who asks never chooses what is sent.
"""
