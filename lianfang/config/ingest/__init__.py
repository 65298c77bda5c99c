"""收数: the fast door for readings. What waits at one instant shares one insert and one commit; each is answered
only after it. The rules, receipts and refusals are those of the API: see `docs/adr/0008`."""
