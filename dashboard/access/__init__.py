"""Who may see what: roles and what they allow (spec C), accounts, and the one function that decides (A-59, G-41)."""
