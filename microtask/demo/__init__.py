"""The demo: three departments, people of each role, and challenges half worked through by simulated colleagues.

It exists on a loopback address in demo mode alone. Everything is made over the real API, as its users would.
"""

from microtask.demo.load import load

__all__ = ["load"]
