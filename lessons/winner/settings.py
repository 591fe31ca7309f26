"""What the sections of the page “No single winner?” can be set to."""

from dataclasses import dataclass
from typing import Any, ClassVar

from catalog import param
from lessons._claims import Settings
from lessons.winner.maps import rule_at
from lessons.winner.tournament import contested
from optim import ON_VECTORS
from surfaces import SURFACES

GROUNDS = {slug: SURFACES[slug].name for slug in contested()}
RULES = {slug: declared.name for slug, declared in ON_VECTORS.items()}


@dataclass(frozen=True)
class Tournament(Settings):
    """How much each rule may spend, and on what it is tuned."""

    budget: int = param(100, 40, 400, legal="[40, 400]", help="Evaluations a run")
    candidates: int = param(16, 4, 64, legal="[4, 64]", help="Rates in a sweep")
    starts: int = param(16, 4, 64, legal="[4, 64]", help="Starts")


@dataclass(frozen=True)
class StartsMap(Settings):
    """A rule at a rate on a surface, from everywhere."""

    surface: str = param("himmelblau", choices=tuple(GROUNDS), help="Surface")
    rule: str = param("momentum", choices=tuple(RULES), help="Optimizer")
    rate: float = param(0.01, 1e-4, 1.0, "η", log=True, help="Learning rate")
    steps: int = param(150, 20, 300, legal="[20, 300]", help="Steps")

    names = {"surface": GROUNDS, "rule": RULES}
    live = ("rate", "steps")
    presets: ClassVar[Any] = {
        "Plain descent": {"rule": "gradient_descent", "rate": 0.01, "surface": "himmelblau"},
        "Momentum, twice the rate": {"rule": "momentum", "rate": 0.02, "surface": "himmelblau"},
        "Newton’s fractal": {"rule": "newton", "rate": 1.0, "surface": "himmelblau"},
        "Six humps, Adam": {"rule": "adam", "rate": 0.1, "surface": "six_hump_camel"},
    }

    @property
    def optimizer(self) -> Any:
        """The rule at that rate."""
        return rule_at(self.rule, self.rate)
