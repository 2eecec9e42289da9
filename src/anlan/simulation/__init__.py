"""What stands in for the world: an invented town, the demand of a day, crews that answer it.

模拟: 虚构城市、一天的警情需求、模拟警力.
It acts through the same handlers as people do, and everything it makes is marked.
"""
