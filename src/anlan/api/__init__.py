"""HTTP assembly 接口: every module's routes as one application, and what they all share: problems that say what to
do, a gate for bodies, security headers, the console's files, health and figures.

Promises: whatever is sent, the answer is a true one of the OpenAPI document and never a 5xx of our own making; a
fault of ours is logged without anybody's data.
"""

from anlan.api.assembly import create_app
from anlan.api.platform import Platform

__all__ = ["Platform", "create_app"]
