"""How good a result is, against labels or against another result."""
