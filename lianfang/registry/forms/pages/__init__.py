"""Doors of the forms room."""
