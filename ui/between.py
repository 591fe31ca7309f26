"""What stands between the sections of the lecture: guesses before a race, and the story so far."""

import streamlit as st

from lessons.prediction import ROUNDS, asked_film, revealed_film, standing
from lessons.story import STORIES
from ui.lecture import SLIDE, Section, section
from ui.outside import finite
from ui.player import player
from ui.widgets import clamped


def prediction(page: str) -> Section:
    """A section in which the reader guesses where races of a page end, and is told how well."""

    @section(
        "Predict, then reveal",
        f"{page}.predict",
        "Where will it end? Look at the rule, its rate and the start, and click on the place; then the race is run. A "
        "guess that is wrong shows best what one has not yet understood.",
        r"\frac{\lVert w_\mathrm{guess} - w_K \rVert}{\text{diagonal}}",
    )
    def draw(key: str) -> None:
        turn, rounds = st.session_state.get(f"{key}.turn", 0), ROUNDS[page]
        asked = rounds[turn % len(rounds)]
        guess, misses = st.session_state.get(f"{key}.guess"), st.session_state.get(f"{key}.misses", [])

        def take(event: dict) -> None:
            x, y = finite(event.get("x")), finite(event.get("y"))
            if x is None or y is None or f"{key}.guess" in st.session_state:
                return
            place = [clamped(c, *side) for c, side in zip((x, y), asked.domain, strict=True)]
            st.session_state[f"{key}.guess"] = place
            st.session_state[f"{key}.misses"] = [*misses, asked.miss(place)]

        def another() -> None:
            st.session_state.pop(f"{key}.guess", None)
            st.session_state[f"{key}.turn"] = turn + 1

        st.markdown(asked.question() if guess is None else asked.answer(guess))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Another race", key=f"{key}.another", on_click=another, icon=":material/skip_next:")
            st.caption(standing(misses))
        if guess is None:
            player(asked_film(asked), f"{key}.asked{turn}", ["start"], take)
        else:
            player(revealed_film(asked, guess), f"{key}.shown{turn}")

    return draw


def story(page: str) -> Section:
    """A section of sentences, each of which opens the slide that shows it."""

    @section("The story so far", f"{page}.story")
    def draw(key: str) -> None:
        st.caption("Each sentence opens its picture.")
        with st.container(key="story"):
            for line in STORIES[page]:
                query = [(SLIDE, line.slide), *((name, str(value)) for name, value in line.settings.items())]
                icon = ":material/play_circle:"
                st.page_link(f"pages/{line.page}.py", label=line.words, icon=icon, query_params=query)

    return draw
