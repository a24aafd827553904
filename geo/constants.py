"""Numbers that more than one module needs, and the thresholds of the rules: name, unit, source.

It owns no behaviour. What belongs to one formula only (an ellipsoid, a datum shift) stands beside it.
"""

from __future__ import annotations

from typing import Final

# RFC 7946, clause 11.2: six decimals are about 10 cm; digitized linework is no better.
DIGITIZED_DECIMALS: Final = 6
# Built layers keep one decimal more (1 cm), so that a datum shift and back does not show.
BUILT_DECIMALS: Final = 7

# Quantile of the standard normal distribution: |z| <= 1.96 holds with 95 %. An accuracy of a line is
# one-dimensional (across the line), so sigma = accuracy / 1.96. FGDC-STD-007.3-1998 (NSSDA), clause 3.2.1:
# Accuracy_z = 1.9600 RMSE_z.
NORMAL_95: Final = 1.959963984540054
# Radius of the circle that holds 95 % of an isotropic two-dimensional normal, in sigmas: sqrt(-2 ln 0.05).
# FGDC-STD-007.3-1998 (NSSDA), clause 3.2.2: Accuracy_r = 2.4477 RMSE_x.
CIRCULAR_95: Final = 2.4477468306808166

SQUARE_METRES_PER_KM2: Final = 1_000_000.0
METRES_PER_KM: Final = 1_000.0
# Length of one degree of a great circle on a sphere of 6,371.0 km, metres. Only for search radii, never for
# a result.
METRES_PER_DEGREE: Final = 111_195.0

# Membership thresholds (docs/architecture.md).
PROBABILITY_WITHIN: Final = 0.95
PROBABILITY_LIKELY: Final = 0.5
PROBABILITY_UNSURE: Final = 0.05
# A boundary farther than this many sigmas changes a probability by less than 1e-12: not looked at.
SIGMA_CUTOFF: Final = 7.5

# Coverage rules.
# Two positions nearer than this are the same drawn place: two units of the last drawn decimal, metres.
COINCIDENT_M: Final = 0.2
# An end this near to another edge but not on it was meant to meet it, metres (a slip of a few pixels on
# screen).
UNDERSHOOT_M: Final = 15.0
# A face thinner than this is a slip, not a place: 4 pi area / perimeter^2 (Polsby & Popper 1991), a circle
# is 1.
SLIVER_COMPACTNESS: Final = 0.02
# ... and only if it is small, m2: rivers and roads are thin and large.
SLIVER_AREA_M2: Final = 20_000.0
# An inner angle below this is a spike, degrees.
SPIKE_ANGLE_DEG: Final = 3.0
# Shared ground of two polygons below this is rounding of the intersection, m2.
LEAST_OVERLAP_M2: Final = 0.01
# How near, as a share of the expected datum shift, an observed shift must be to count as one.
SHIFT_TOLERANCE: Final = 0.35
