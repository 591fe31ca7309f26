"""What the page “Step size” computes: one-dimensional descent and how fast it contracts."""
