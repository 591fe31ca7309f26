"""What the page “Error surfaces” computes: curvature under a probe, convexity, critical points, saddles."""
