"""What the lecture's pages compute and show: films and numbers from the real optimizers and surfaces; no Streamlit."""
