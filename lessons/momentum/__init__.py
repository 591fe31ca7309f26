"""What the page “Momentum and Nesterov” computes: the parts of a step, the heavy ball, rates of contraction."""
