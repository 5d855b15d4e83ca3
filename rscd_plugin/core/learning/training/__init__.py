"""The loop that every training goes through."""
