"""What the page “A network’s landscape” computes: planes of weights, what they hide, the line between two ends."""
