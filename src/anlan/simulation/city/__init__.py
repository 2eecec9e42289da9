"""A small invented port town to run the platform on: streets, houses, agencies, units, and where its people are.

虚构的港口小城: 道路、门牌、机构、警力与人口分布. It promises: the same number of people and seed give the same
bytes; every street for cars can be driven to and from every other (the island's by ferry); no street lies in
the water; everything is marked as fictional, and it lies where there is only open sea.
"""

from anlan.simulation.city.files import CityFiles, read_demand, write_city
from anlan.simulation.city.generate import generate_city
from anlan.simulation.city.model import City, DemandPlace

__all__ = ["City", "CityFiles", "DemandPlace", "generate_city", "read_demand", "write_city"]
