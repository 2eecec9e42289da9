"""Closure 结案: a person says how it ended, the caller is called back, and it can be taken up again.

It promises: nothing closes by itself, and a call-back that was promised is brought up until it is done.
"""
