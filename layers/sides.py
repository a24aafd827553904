"""The four sides of a polygon, N, W, S and E: which stretch of its ring faces which way.

The ring is cut at four places. Among all cuts that leave the sides in their order and none empty, the
best is the one whose stretches face their sides most: the sum over segments of length × cosine of the
angle between the segment's outward normal and the side's direction. Cutting where the followed feature
changes is free; cutting within a stretch costs a small share of the perimeter, so that a river bank
that bends is not torn apart without need.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

SIDES = ("N", "W", "S", "E")  # counter-clockwise, as rings run
_DIRECTIONS = np.array([[0.0, 1.0], [-1.0, 0.0], [0.0, -1.0], [1.0, 0.0]])
# Cost of a cut away from a node, as a share of the perimeter.
_CUT_COST = 0.1
# Cuts away from nodes are tried at about this many vertices, evenly spread.
_VERTICES_TRIED = 60

Floats = NDArray[np.float64]


def side_of_segments(ring: Floats, nodes: list[int]) -> list[str]:
    """Return the side of each segment of a ring, from vertex i to i + 1.

    Parameters
    ----------
    ring
        Vertices of an open, counter-clockwise ring, shape ``(n, 2)``, longitude and latitude in degrees.
    nodes
        Indices of the vertices where the followed feature changes.
    """
    normals = _outward_normals_m(ring)
    fitness = normals @ _DIRECTIONS.T  # length × cosine, shape (n, 4)
    step = max(1, len(ring) // _VERTICES_TRIED)
    cuts = sorted({*nodes, *range(0, len(ring), step)})
    if len(cuts) < len(SIDES):
        return [SIDES[int(row.argmax())] for row in fitness]
    perimeter = float(np.hypot(*normals.T).sum())
    cost = np.array([0.0 if cut in set(nodes) else _CUT_COST * perimeter for cut in cuts])
    best = _best_cuts(_groups(fitness, cuts), cost)
    sides = [""] * len(ring)
    for side, first, last in zip(SIDES, best, best[1:] + best[:1], strict=True):
        index = cuts[first]
        while index != cuts[last]:
            sides[index] = side
            index = (index + 1) % len(ring)
    return sides


def _outward_normals_m(ring: Floats) -> Floats:
    """Return the normal of each segment, as long as the segment in metres (to a constant factor)."""
    scale = np.array([math.cos(math.radians(float(ring[:, 1].mean()))), 1.0])
    along = (np.roll(ring, -1, axis=0) - ring) * scale
    # The inside of a counter-clockwise ring is on the left, so the outside is on the right.
    return np.column_stack([along[:, 1], -along[:, 0]])


def _groups(fitness: Floats, cuts: list[int]) -> Floats:
    """Return the fitness between one cut and the next, shape ``(cuts, 4)``; the last runs over the start."""
    rolled = np.roll(fitness, -cuts[0], axis=0)
    starts = np.array(cuts) - cuts[0]
    sums: Floats = np.add.reduceat(rolled, starts, axis=0)
    return sums


def _best_cuts(groups: Floats, cost: Floats) -> list[int]:
    """Return the indices (into the cuts) at which N, W, S and E begin."""
    count = len(groups)
    best_value, best = -math.inf, [0, 1, 2, 3]
    for start in range(count):
        turned = np.roll(groups, -start, axis=0)
        charge = np.roll(cost, -start)
        # total[j, s]: fitness of the groups before j for side s.
        total = np.vstack([np.zeros(len(SIDES)), np.cumsum(turned, axis=0)])
        value = total[:count, 0].copy()
        value[0] = -math.inf
        chosen = []
        for side in range(1, len(SIDES)):
            # Value of beginning this side at j, the ones before it laid out as well as can be.
            begin = value - charge - total[:count, side]
            reach = np.maximum.accumulate(begin)
            if side == len(SIDES) - 1:
                last = int(begin.argmax())
                final = float(begin[last] + total[count, side] - charge[0])
                break
            chosen.append(begin)
            # The next side begins later than this one: no side is empty.
            value = np.concatenate([[-math.inf], reach[:-1]]) + total[:count, side]
        if final > best_value:
            south = int(chosen[1][:last].argmax())
            west = int(chosen[0][:south].argmax())
            best_value, best = final, [(start + index) % count for index in (0, west, south, last)]
    return best
