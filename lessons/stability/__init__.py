"""What the page “The edge of stability” computes: the largest curvature along a training run, and its thresholds."""
