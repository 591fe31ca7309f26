"""Downhill: optimizers racing down error surfaces. Page configuration and navigation, nothing else."""

import streamlit as st

from ui.ahead import load_ahead

load_ahead()  # what follows takes a cold server about a second

from ui.lecture import SLIDE, leaving  # noqa: E402
from ui.outside import clean_address  # noqa: E402
from ui.page import dress, last_page, opened  # noqa: E402
from ui.server import pages_in_turn, settle  # noqa: E402

settle()
clean_address()

st.set_page_config(page_title="Downhill", page_icon="ui/icon.png", layout="wide")

st.logo("ui/logo.png", size="large", icon_image="ui/icon.png")
dress()

race = st.Page("pages/race.py", title="Race", icon=":material/flag:")
downhill = [
    st.Page("pages/home.py", title="Home", icon=":material/home:", default=True),
    race,
]
catalogue = st.Page("pages/catalogue.py", title="Catalogue", icon=":material/menu_book:")
learn: list[st.Page] = [
    st.Page("pages/error_surfaces.py", title="Error surfaces", icon=":material/terrain:"),
    st.Page("pages/step_size.py", title="Step size", icon=":material/straighten:"),
    st.Page("pages/scaling.py", title="Scaling the axes", icon=":material/transform:"),
    st.Page("pages/newton.py", title="Newton’s method", icon=":material/my_location:"),
    st.Page("pages/decay.py", title="Decaying rates", icon=":material/trending_down:"),
    st.Page("pages/momentum.py", title="Momentum and Nesterov", icon=":material/fast_forward:"),
    st.Page("pages/averages.py", title="Running averages", icon=":material/stacked_line_chart:"),
    st.Page("pages/adaptive.py", title="Adaptive rates", icon=":material/tune:"),
    st.Page("pages/moons.py", title="Noisy moons", icon=":material/scatter_plot:"),
    st.Page("pages/ends.py", title="Where they end up", icon=":material/sports_score:"),
    st.Page("pages/winner.py", title="No single winner?", icon=":material/trophy:"),
]

network = st.Page("pages/network.py", title="Train a network", icon=":material/hub:")
landscape = st.Page("pages/landscape.py", title="A network’s landscape", icon=":material/landscape_2:")
networks: list[st.Page] = [
    network,
    landscape,
    st.Page("pages/stability.py", title="The edge of stability", icon=":material/balance:"),
    st.Page("pages/stationary.py", title="Saddles, measured", icon=":material/scatter_plot:"),
    st.Page("pages/sharp.py", title="Sharp and flat", icon=":material/ssid_chart:"),
    st.Page("pages/benchmark.py", title="The benchmark", icon=":material/leaderboard:"),
]

sections = {"Downhill": downhill, "Learn": learn, "Networks": networks, "Look up": [catalogue]}
lectured = [*learn, *networks]
workbenches = [race, network, landscape]  # their sidebar is for controls, so the navigation is at the top
above: dict[str, list[st.Page]] = {"": [*downhill, catalogue], "Learn": learn, "Networks": networks}
still = last_page() in [bench.url_path for bench in workbenches]  # most runs are of the page that is shown already
page = st.navigation(above, position="top") if still else st.navigation(sections, position="sidebar")
if page in lectured and SLIDE in st.query_params:  # a slide has the window for itself
    st.navigation(sections, position="hidden")
    if way := leaving():
        step, slide = way
        place = min(max(lectured.index(page) + step, 0), len(lectured) - 1)
        st.switch_page(lectured[place], query_params={SLIDE: slide})
elif page in workbenches and not still:
    st.navigation(above, position="top")
elif still and page not in workbenches:
    st.navigation(sections, position="sidebar")
opened(page.url_path)
with pages_in_turn():
    page.run()
