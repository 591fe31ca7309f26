"""What the page “Sharp, flat, and the test set” computes: batches and rules over seeds, slices, a rescaled layer."""
