"""What belongs to a web server that shows the dashboard, whatever draws its pages.

Settings, health addresses, headers, logs, metrics and the end of the process;
``app.py`` puts them around Streamlit.
"""
