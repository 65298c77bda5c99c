"""Doors of visits: the dispatcher's page, the team's telephone, checks, teams."""
