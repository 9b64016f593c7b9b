"""Who may do what: sign-in accounts and time-limited memberships."""
