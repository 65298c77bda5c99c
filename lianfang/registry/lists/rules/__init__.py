"""Rules for reading lists: pure, without database and clock."""
