"""The database: an embedded PostgreSQL of our own or one that is given by address, its roles, its schema.

数据库：内嵌或外接的 PostgreSQL、数据库角色与结构版本。

Promises: what was committed is kept through the death of any process; nothing listens on the network; a folder that
is not ours is never loosened; a database is used by one platform at a time.
"""

from anlan.database.connect import Location, Role, connect, open_pool, unavailable_as_error
from anlan.database.embedded import EmbeddedPostgres
from anlan.database.migrate import migrate
from anlan.database.reach import find_location, reach_database
from anlan.database.scratch import scratch_database

__all__ = [
    "EmbeddedPostgres",
    "Location",
    "Role",
    "connect",
    "find_location",
    "migrate",
    "open_pool",
    "reach_database",
    "scratch_database",
    "unavailable_as_error",
]
