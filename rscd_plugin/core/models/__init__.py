"""Networks. They need torch: import them only where they are used."""
