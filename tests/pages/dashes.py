"""Which broken lines of a film nothing explains: neither the panel's words nor a label that stands at the line."""

import numpy as np

from figures._encode import decode

CALLED = {"dash": "dashed", "dot": "dotted", "dashdot": "dashed", "longdash": "dashed"}
NEAR = 0.12  # of the picture, from a line: what is written there is its label


def values(array):
    return np.atleast_1d(np.asarray(decode(array) if isinstance(array, dict) else array, dtype=float))


def lines(panel):
    """Each broken line: what it is called, its points (count, 2), and its own label."""
    for trace in panel.figure.get("data", []):
        kind = CALLED.get((trace.get("line") or {}).get("dash"))
        if kind:
            yield kind, np.stack([values(trace["x"]), values(trace["y"])], axis=-1), trace.get("name", "")
    for shape in panel.figure["layout"].get("shapes") or []:
        kind = CALLED.get((shape.get("line") or {}).get("dash"))
        if kind:
            yield kind, np.array([[shape["x0"], shape["y0"]], [shape["x1"], shape["y1"]]], dtype=float), ""
    for overlay in panel.overlays:
        kind = CALLED.get({True: "dash"}.get(overlay.get("dash"), overlay.get("dash")))
        if kind:
            x, y = np.broadcast_arrays(values(overlay["x"]), values(overlay["y"]))
            yield kind, np.stack([x.ravel(), y.ravel()], axis=-1), overlay.get("label", "")


def labelled(panel, points):
    """Whether something is written at a line."""
    layout = panel.figure["layout"]
    axes = [layout["xaxis"], layout["yaxis"]]
    (left, right), (low, high) = (sorted(axis["range"]) for axis in axes)
    with np.errstate(all="ignore"):
        shown = np.stack([np.log10(p) if a.get("type") == "log" else p for p, a in zip(points.T, axes, strict=True)])
    shown = shown[:, np.isfinite(shown).all(axis=0)]
    size, corner = np.array([[right - left], [high - low]]), np.array([[left], [low]])
    shown = (shown - corner) / size
    if shown.shape[1] < 2:
        return False
    share = np.linspace(0, 1, 200)
    steps = np.linspace(0, 1, shown.shape[1])
    path = np.stack([np.interp(share, steps, row) for row in shown])
    for note in layout.get("annotations") or []:
        place = (np.array([[note["x"]], [note["y"]]], dtype=float) - corner) / size
        if np.linalg.norm(path - place, axis=0).min() <= NEAR:
            return True
    return False


def unexplained(film):
    """(panel, kind) of the lines of a film that nothing explains."""
    found = []
    for panel in film.panels:
        words = " ".join(
            [panel.title, panel.subtitle, panel.caption, *(each["label"] for each in panel.legend)]
        ).lower()
        for kind, points, label in lines(panel):
            if kind not in words and not label and not labelled(panel, points):
                found.append((panel.id, kind))
    return found
