"""What the page “Saddles, measured” computes: stationary points of a small network, their spectra, who ends in them."""
