"""Writes of the people room: taking in what sources say, deciding whom it means, and looking.

Import from the modules: `intake`, `locating`, `rebuilding`, `merging`, `reviewing`, `revealing`.
"""
