"""Controls of the lecture's pages are named in words and a symbol, which a screen reader can say."""

import pytest

PAGES = ["error_surfaces", "step_size", "scaling", "newton", "decay"]
KINDS = ("slider", "select_slider", "selectbox", "number_input", "toggle", "multiselect")


@pytest.mark.parametrize("slug", PAGES)
def test_labels_are_words(open_page, slug):
    app = open_page(slug)
    labels = [widget.label for kind in KINDS for widget in getattr(app, kind)]
    assert len(labels) > 3
    assert not [label for label in labels if "$" in label or "\\" in label or not label.strip()]
