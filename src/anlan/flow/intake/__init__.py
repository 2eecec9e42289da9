"""Intake 接警: what one person told us, once, on one channel: reports, incident types, the priority they propose,
incident numbers, and which open incidents may be the same.

It promises: a proposal is made of what was told about the incident, never of who told it, and says why.
"""
