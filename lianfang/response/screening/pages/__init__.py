"""Pages of screening: reports, telling, self-registration."""
