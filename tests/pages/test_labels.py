"""Controls of the lecture's pages are named in words and a symbol, which a screen reader can say."""

import importlib
import pkgutil

import pytest

import lessons
from catalog import parameters
from lessons._claims import Settings
from ui.lesson import label_of

PAGES = ["error_surfaces", "step_size", "scaling", "newton", "decay"]
KINDS = ("slider", "select_slider", "selectbox", "number_input", "toggle", "multiselect")


@pytest.mark.parametrize("slug", PAGES)
@pytest.mark.thorough
def test_labels_are_words(open_page, slug):
    app = open_page(slug)
    labels = [widget.label for kind in KINDS for widget in getattr(app, kind)]
    assert len(labels) > 3
    assert not [label for label in labels if "$" in label or "\\" in label or not label.strip()]


def declared():
    """The settings of every section of every page."""
    for module in pkgutil.walk_packages(lessons.__path__, "lessons."):
        importlib.import_module(module.name)
    return sorted((cls for cls in Settings.__subclasses__() if cls.__module__.startswith("lessons.")), key=repr)


def test_every_control_of_every_section_has_a_name_in_words():
    named = [(cls, label_of(each)) for cls in declared() for each in parameters(cls)]
    assert len(named) > 80
    for cls, label in named:
        words = label.split()
        assert words[0][0].isupper(), (cls, label)
        assert len(words[0]) > 1 or len(words) > 2, (cls, label)
        assert not set(label) & set("$\\_^{}"), (cls, label)
