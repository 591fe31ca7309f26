"""What the page “Where they end up” computes: least squares with many solutions, sharp and flat wells."""
