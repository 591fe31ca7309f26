"""Small real networks and matrix problems: surfaces of n weights, a module each, and the data they learn from.

NETWORKS maps slugs to them. What a race asks of a surface (`surfaces.SurfaceLike`) they answer, with lanes.
"""

import sys

from catalog import discover
from networks._data import CLASSIFICATIONS, DATA_SETS, Data, columns_of, data_set, from_csv, reconstruction
from networks._dense import ACTIVATIONS, Dense
from networks._network import Network
from networks._problem import HESSIAN_LIMIT, Problem

NETWORKS = discover(sys.modules[__name__], Problem)

__all__ = [
    "ACTIVATIONS",
    "CLASSIFICATIONS",
    "DATA_SETS",
    "HESSIAN_LIMIT",
    "NETWORKS",
    "Data",
    "Dense",
    "Network",
    "Problem",
    "columns_of",
    "data_set",
    "from_csv",
    "reconstruction",
]
