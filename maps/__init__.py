"""Style, Folium pages, evidence pages and vendored browser assets."""
