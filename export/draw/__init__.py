"""The painter: films as pictures, in pixels and in lines, so that they look as the player draws them; no files.

background.py draws what stands still, once; plot.py what moves, from lines.py, marks.py, overlays.py and words.py;
frames.py puts the two together, picture after picture. layout.py and slots.py say where everything stands.
"""
