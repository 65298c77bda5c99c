"""How often Python looks for rings of garbage: seldom. A page of two thousand people makes a hundred thousand small
things and no rings; looking through everything each time doubled the slowest answers."""

import gc


def seek_seldom() -> None:
    """What is loaded by now is never looked through again; the rest rarely, after fifty thousand new things."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
