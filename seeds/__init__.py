"""Documents, gazetteer and the extraction of statements with provenance."""
