"""What visits write: one function per intention of a user."""

from .asking import ask, ask_many, withdraw, withdraw_about

__all__ = ["ask", "ask_many", "withdraw", "withdraw_about"]
