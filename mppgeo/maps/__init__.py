"""The web map: classes and colours, the folium layer, the files the browser fetches."""
