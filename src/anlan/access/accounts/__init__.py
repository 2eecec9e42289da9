"""Accounts 账号: who there is, in which role, and the names colleagues see."""
