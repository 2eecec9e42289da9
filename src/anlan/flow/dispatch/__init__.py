"""Dispatch 派警: who can go, who is sent, and that nothing waits unseen.

It promises: a proposal says why, and a person (or the rule that person's settings chose) sends; a unit has at most
one assignment; an incident without a unit always has a clock that brings it before somebody.
"""
