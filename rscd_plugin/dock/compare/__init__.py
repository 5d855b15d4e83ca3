"""Two layers against each other: a swipe line, flicker, and maps side by side."""
