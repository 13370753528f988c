"""The Streamlit part: widgets and layout; the core knows nothing of it."""
