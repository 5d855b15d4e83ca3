"""The Processing provider: one short file per algorithm."""
