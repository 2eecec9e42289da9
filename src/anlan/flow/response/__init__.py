"""Response 处置: what units do from the moment they have an incident: statuses, notes, pictures, backup.

It promises: a status counts from when it was true, however late it is told; told twice it counts once; told out of
order it still finds its place in the record.
"""
