"""Pages of messages: outbox, inbox, texts, ways out, and the doors that gateways call."""
