"""Spatial primitives: boxes, CRS, datum shifts, linework, coverage checks, measures, membership."""
