"""Agencies 机构: a tree, each with its jurisdiction."""
