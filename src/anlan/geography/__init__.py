"""Ground 地理: streets and travel times, places and addresses, jurisdictions, the map's tiles.

Promises: one search answers every unit's time to a place; a route takes the seconds that the recommendation said;
an extract that cannot be taken leaves what was there; the same extract is the same ground everywhere; to the public
a place is a street or a coarse cell, never a house. It keeps no track of anyone.
"""
