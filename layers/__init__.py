"""Hand-digitized layers, their checks, the join with statements, and the built atlas."""
