"""Review 复盘: an incident in words from its own events, with when each thing was true and when it was known, and
the seconds of each stage beside the standard.

It promises: the record is the work; nothing here can be edited, and nothing is written for it.
"""
