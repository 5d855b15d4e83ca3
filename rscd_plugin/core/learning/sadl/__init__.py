"""Semantic-aware dense pretraining: views, points and what is asked of them."""
