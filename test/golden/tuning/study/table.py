"""Reads a table of values at the nodes of a grid between its nodes, too: make.py says what is in it."""

import math


def bounds(axis, value):
    """The nodes around a value, and the weight of each: [(place, weight), ...]"""
    if axis["kind"] == "choice":
        return [(axis["choices"].index(value), 1)]
    coordinate = math.log if axis["log"] else lambda number: number
    nodes = axis["nodes"]
    above = next(at for at, node in enumerate(nodes) if at > 0 and (value <= node or at == len(nodes) - 1))
    low, high = coordinate(nodes[above - 1]), coordinate(nodes[above])
    share = (coordinate(value) - low) / (high - low)
    return [(above - 1, 1 - share), (above, share)]


def interpolated(table, family, point):
    axes, values = table[family]["axes"], table[family]["values"]
    corners = [(0, 1)]
    for axis in axes:
        count = len(axis.get("nodes") or axis["choices"])
        corners = [
            (place * count + node, weight * share)
            for place, weight in corners
            for node, share in bounds(axis, point[axis["name"]])
        ]
    return sum(weight * values[place] for place, weight in corners)
