"""What the page “No single winner” computes: maps of starts and hyperparameters, the board."""
