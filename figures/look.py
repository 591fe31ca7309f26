"""The look: what the player and the painter of pictures and films both go by, in one file that both read.

README.md says what each number means. The player bundles the same JSON (`script.py`).
"""

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "player" / "look.json"
LOOK: dict[str, Any] = json.loads(FILE.read_text())
