"""A page of the lecture: its sections, each declared once and shown on the page, as a slide, or inside another site."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from ui.lesson import explain
from ui.page import enter, page

SLIDE = "slide"  # in the address: the section that is shown alone
FIRST, LAST = "first", "last"  # of a page's sections, whatever they are
_HERE = Path(__file__).parent
_STYLE = (_HERE / "lecture.css").read_text()
_BAR = st.components.v2.component(
    "downhill_lecture",
    html="<div class='dh-bar'></div>",
    css=(_HERE / "lecture_bar.css").read_text(),
    js=(_HERE / "lecture.js").read_text(),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Section:
    """An idea: its title, the words beside its formula, and what draws the rest, given the prefix of its keys."""

    title: str
    key: str
    words: str
    formula: str
    draw: Callable[[str], None]
    aside: bool = False  # it has controls in the sidebar, so that the page runs again whole

    @property
    def slug(self) -> str:
        """How the address calls it, within its page."""
        return self.key.rpartition(".")[2]


def section(
    title: str, key: str, words: str = "", formula: str = "", aside: bool = False
) -> Callable[[Callable[[str], None]], Section]:
    """Declare a section by the function that draws what stands below its words; it is run again by itself, unless it
    has controls in the sidebar (`aside`)."""
    return lambda draw: Section(title, key, words, formula, draw, aside)


def lecture(title: str, lead: str, *sections: Section) -> None:
    """A page of sections; or, where the address names one of them (`slide=…`), that section alone.

    A slide fills the window in large type; arrow keys and clickers go on, also to the neighbouring page. With
    `embed=true` in the address nothing but the section is there.
    """
    enter()
    st.html(f"<style>{_STYLE}</style>")
    shown = chosen(sections)
    if shown is None:
        page(title, lead)
        _bar(title, sections, None)
        for i, each in enumerate(sections):
            if len(sections) > 1:
                _header(each)
            if i == 0:  # its picture is seen as the page opens, before one scrolls
                _draw(each)
            if each.words:
                explain(each.words, each.formula)
            if i > 0:
                _draw(each)
    else:
        _slide(title, sections, shown)


def chosen(sections: Sequence[Section]) -> int | None:
    """The section that the address names; None where it names none."""
    slug = st.query_params.get(SLIDE)
    if slug is None:
        return None
    slugs = [each.slug for each in sections]
    if slug == LAST:
        return len(slugs) - 1
    return slugs.index(slug) if slug in slugs else 0


def leaving() -> tuple[int, str] | None:
    """How many pages on a person wants to go, and to which slide there; told once."""
    wanted: tuple[int, str] | None = st.session_state.pop("_leaving", None)
    return wanted


def _slide(title: str, sections: Sequence[Section], index: int) -> None:
    shown = sections[index]
    st.query_params[SLIDE] = shown.slug
    with st.container(key="slide"):
        if shown.aside:
            told, seen = st.sidebar.container(key="aside"), st.container()
        else:
            told, seen = st.columns([3, 7], gap="medium") if shown.words else (st.container(), st.container())
        with told:
            st.header(shown.title, anchor=False)
            if shown.words:
                st.markdown(shown.words)
                st.latex(shown.formula)
        with seen:
            _draw(shown)
    _bar(title, sections, index)


def _draw(each: Section) -> None:
    with st.container(key=f"_section {each.key}"):
        (each.draw if each.aside else st.fragment(each.draw))(each.key)


def _header(each: Section) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"_head {each.key}"):
        st.header(each.title, anchor=False, width="content")
        st.button(
            "Slide", icon=":material/slideshow:", type="tertiary", key=f"_slide {each.key}", on_click=_show,
            args=(each.slug,), help="This section alone, in large type: to present, to link to, to embed",
        )  # fmt: skip


def _show(slug: str) -> None:
    st.query_params[SLIDE] = slug


def _bar(title: str, sections: Sequence[Section], index: int | None) -> None:
    """What goes from slide to slide, copies links, and prints."""
    slugs = [each.slug for each in sections]

    def go() -> None:
        way = st.session_state["lecture"].go
        if way == "leave":
            st.query_params.pop(SLIDE, None)
        elif way == "present":
            _show(slugs[0])
        elif way in ("next", "back") and index is not None:
            place = index + (1 if way == "next" else -1)
            if 0 <= place < len(slugs):
                _show(slugs[place])
            else:
                st.session_state["_leaving"] = (1, FIRST) if way == "next" else (-1, LAST)

    shown = None if index is None else sections[index].title
    _BAR(
        key="lecture",
        data={
            "title": title, "slide": shown, "index": index, "count": len(slugs), "embedded": st.context.is_embedded,
        },
        on_go_change=go,
    )  # fmt: skip
