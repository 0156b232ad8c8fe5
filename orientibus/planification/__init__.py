"""Which bus is where on which day: plain Python over OR-Tools, no Django (docs/adr/0019)."""
