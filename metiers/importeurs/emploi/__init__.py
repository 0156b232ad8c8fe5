"""Official files of the labour market, read as they are published (see ``docs/adr/0011-marche-du-travail.md``)."""
