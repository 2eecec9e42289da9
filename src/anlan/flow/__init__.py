"""The flow 流程: report -> intake -> incident -> dispatch -> response -> closure -> review.

A later stage may import an earlier one, never back. They share one stream and one state per incident
(`flow.incident.state`), which each stage folds its own events into. `anlan.flow.kinds` makes all of them known.
"""
