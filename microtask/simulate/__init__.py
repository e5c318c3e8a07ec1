"""Synthetic volunteers that work through a published challenge over the real API: for demos, rehearsals and load.

They exist in demo mode alone, on a loopback address, and every answer of theirs is marked as simulated.
"""

from microtask.simulate.client import Client, SimulationError
from microtask.simulate.crowd import Crowd
from microtask.simulate.work import work_through

__all__ = ["Client", "Crowd", "SimulationError", "work_through"]
