"""What the page “Newton’s method” computes: local models, damping, signs of curvature, quasi-Newton, cost."""
