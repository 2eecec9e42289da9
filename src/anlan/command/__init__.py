"""Command 指挥: what any stage of the flow can use: alarms with a budget, and the settings that stages go by.

It promises: an alarm reaches the lowest room where somebody is at work, and goes up until a person acknowledges it;
nobody off duty is alarmed; each alarm is counted.
"""
