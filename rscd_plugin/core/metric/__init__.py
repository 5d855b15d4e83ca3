"""Change found on the pair itself, without any label: Metric-CD."""
