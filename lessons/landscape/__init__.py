"""What the page “Its landscape” computes: planes through weight space, what they hide, the line between two ends."""
