"""Who may do what, by RBAC."""
