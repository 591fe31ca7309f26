"""What the page “Decaying rates” computes: escaping narrow wells, schedules, damping."""
