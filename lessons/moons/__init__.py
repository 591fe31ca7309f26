"""What the page “Noisy moons” computes: noisy gradients of a classifier on two half-moons."""
