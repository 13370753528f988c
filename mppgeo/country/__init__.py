"""The provinces, kabupaten and kota, their capitals and villages."""
