"""What the page “Train a network” computes: runs, what is measured along them, boundaries, pictures, sentences."""
