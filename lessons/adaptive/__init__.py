"""What the page “Adaptive rates” computes: effective rates, Adam’s first steps."""
