"""What the page “Running averages” computes: exponential averages, bias correction, five steps by hand."""
