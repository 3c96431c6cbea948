from accounts.trace import record_access

__all__ = ["record_access"]
