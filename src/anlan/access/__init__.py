"""People, agencies, roles and sessions; the only door to what is sealed.

人员、机构、角色与会话；读取加密信息的唯一入口。

Promises: every read of operational and personal fields goes through here; opening an incident's personal fields is
in the readings log before they leave; nobody learns from a refusal whether an account exists; a desk at work is
never locked by idleness.
"""

from anlan.access.assembled import Access
from anlan.access.caller import Caller, may, require
from anlan.access.policy import Act, Role
from anlan.access.visibility import AgencyTree, Matter, Visibility, visibility_of

__all__ = [
    "Access",
    "Act",
    "AgencyTree",
    "Caller",
    "Matter",
    "Role",
    "Visibility",
    "may",
    "require",
    "visibility_of",
]
