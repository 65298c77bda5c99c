"""How many people under observation ten agents can hold: `python -m bench.centre`."""
