"""Incident 警情: something happening at a place and time that may need a response, told by one or more reports.

It promises: facts change with a reason and keep their past; remarks are appended, never overwritten; what was
joined can be separated; the status always follows from what is so (`state.derive_status`).
"""
