"""呼叫: pages of callers and of their supervisor."""
