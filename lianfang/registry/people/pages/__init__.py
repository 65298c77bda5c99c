"""Pages of the people room: lists, one person, one door, the review queue."""
