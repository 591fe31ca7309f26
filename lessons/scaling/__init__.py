"""What the page “Scaling the axes” computes: a bowl seen from scaled and turned axes."""
