"""Public pages: each reads what the address asks for and renders it."""
