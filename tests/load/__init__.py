"""Load on a server, by viewers that speak Streamlit's protocol: `python -m tests.load --help`."""
