"""留痕: the record. Rooms write it with `ledger.record(...)` from `lianfang.ledger.operations`."""
