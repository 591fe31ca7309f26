"""The base of what goes around a rule and is used as a rule itself."""

import dataclasses
import inspect
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from catalog import Declaration
from optim._belief import Belief
from optim._optimizer import Array, OptaxCall, Optimizer, TorchCall
from surfaces import SurfaceLike

FACTS = tuple(inspect.get_annotations(Declaration) | inspect.get_annotations(Optimizer))


@dataclass(frozen=True)
class Wrapper(Optimizer):
    """A rule around another: its facts, its settings and its state are the inner rule's.

    Subclasses add one field, the declaration of what they do to the inner rule, whose parameters may be arrays too.
    """

    rule: Optimizer

    def __post_init__(self) -> None:
        super().__post_init__()
        for fact in FACTS:
            object.__setattr__(self, fact, getattr(self.rule, fact))

    def __getattr__(self, name: str) -> Any:
        if name == "rule":  # not set yet: a copy is being unpickled
            raise AttributeError(name)
        return getattr(self.rule, name)

    def _parts(self) -> dict[str, Declaration]:
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}

    def settings(self) -> dict[str, Any]:
        return self.rule.settings()

    def altered(self, **values: Any) -> Self:
        return super().altered(rule=self.rule.altered(**values))

    def lanes(self) -> tuple[int, ...]:
        return np.broadcast_shapes(*(part.lanes() for part in self._parts().values()))

    def expanded(self) -> Self:
        return super().altered(**{name: part.expanded() for name, part in self._parts().items()})

    def lane(self, lanes: tuple[int, ...], index: tuple[int, ...]) -> Self:
        return super().altered(**{name: part.lane(lanes, index) for name, part in self._parts().items()})

    def init(self, w: Array) -> Any:
        return self.rule.init(w)

    def begin(self, surface: SurfaceLike, w: Array) -> Any:
        return self.rule.begin(surface, w)

    def lacks(self, surface: SurfaceLike) -> str:
        return self.rule.lacks(surface)

    def step(self, surface: SurfaceLike, w: Array, state: Any, k: int) -> tuple[Array, Any]:
        return self.rule.step(surface, w, state, k)

    def believes(self, surface: SurfaceLike, w: Array, state: Any, k: int) -> tuple[Belief, ...]:
        return self.rule.believes(surface, w, state, k)

    def effective_rate(self, before: Any, after: Any, k: int) -> Any:
        return self.rule.effective_rate(before, after, k)

    def torch(self) -> TorchCall | None:
        return None

    def optax(self) -> OptaxCall | None:
        return None

    def rate(self, k: int) -> Any:
        return self.rule.rate(k)
