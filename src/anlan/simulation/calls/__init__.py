"""Past calls through the live loop: read by a mapping file, ordered in time, told to the same handlers as live ones.

What a real centre did is kept beside what the recommendation would have proposed, so that both can be compared.
"""
