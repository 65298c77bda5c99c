"""Pages of observation: the list and its people, the sheet of a stair, release, protocols, the duty
desk."""
