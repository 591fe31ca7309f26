"""What mounts the player in the app (ui/stage.js, ui/part.js), driven as Streamlit drives it, without a server."""

import films
import pytest

from figures import home_film
from scenes import SCENES

SCRIPTS = {"plotly": "/plotly.min.js", "player": "/figures/player.js"}
SET_UP = """async () => {
    const [stage, part] = await Promise.all([import("/ui/stage.js"), import("/ui/part.js")]);
    downhillParts.clear();
    const element = document.createElement("div");
    element.innerHTML = "<div class='downhill-seat'></div>";
    document.querySelector("#stage").replaceChildren(element);
    Object.assign(globalThis, {
        element, sent: [],
        seated: (film, scripts) => stage.show({
            data: {film, scripts, events: ["step"]}, parentElement: element,
            setTriggerValue: (name, value) => sent.push([name, value]),
        }),
        bring: (parts) => Promise.all(Object.entries(parts).map(async ([key, value]) => {
            const json = new Blob([JSON.stringify({key, value})]).stream();
            const packed = new Response(json.pipeThrough(new CompressionStream("deflate")));
            part.default({data: new Uint8Array(await packed.arrayBuffer())});
        })),
        leave: () => stage.leave(element),
    });
}"""
STEP = "document.querySelector('[data-player]')?.dataset.steps"


@pytest.fixture
def seat(shared_stage):
    """The page's own component: `seated(film)`, `bring(parts)`, `leave()` in its script."""
    page = shared_stage.page
    page.evaluate(SET_UP)
    yield shared_stage
    page.evaluate("leave(); document.querySelector('#stage').replaceChildren()")


def show(stage, film, scripts=SCRIPTS):
    stage.page.evaluate("([film, scripts]) => seated(film, scripts)", [film, scripts])


def bring(stage, parts):
    stage.page.evaluate("bring", parts)


def heads(stage):
    return stage.heads("map")


def skeleton(film):
    """A film's document taken apart: what stands still, and a part for each track."""
    bases = {f"base-{panel['id']}": panel["figure"] for panel in film["panels"]}
    tracks = {f"track-{track['racer']}": track for track in film["tracks"]}
    panels = [panel | {"figure": {"part": f"base-{panel['id']}"}, "overlays": []} for panel in film["panels"]]
    return film | {"panels": panels, "tracks": [{"part": key} for key in tracks]}, bases | tracks


def test_a_film_is_shown_when_its_last_part_has_come(seat):
    film, parts = home_film([SCENES["radford-beale"]], autoplay=False).parts()
    show(seat, film)
    late = next(iter(parts))
    bring(seat, {key: value for key, value in parts.items() if key != late})
    seat.frames(3)
    assert seat.page.locator("[data-player]").count() == 0
    bring(seat, {late: parts[late]})
    seat.page.wait_for_selector("[data-player]")
    seat.drawn()
    assert len(seat.heads("beale")) == 6


def test_a_thousand_moves_of_a_handle_leave_the_player_alive_and_the_memory_bounded(seat):
    film, parts = skeleton(films.simple("map", "loss"))
    show(seat, film)
    bring(seat, parts)
    seat.page.wait_for_selector("[data-player]")
    seat.drawn()
    kept = seat.page.evaluate(
        """async ([film, parts, scripts]) => {
            const track = parts["track-a"];
            const ballast = "x".repeat(40_000);
            for (let move = 1; move <= 1000; move++) {
                const moved = structuredClone(track);
                moved.channels.y = moved.channels.y.map((y) => y + move / 1000);
                seated({...film, tracks: [{part: `a${move}`}, ...film.tracks.slice(1)]}, scripts);
                bring({[`a${move}`]: {...moved, ballast}});
                if (move % 20 === 0) await new Promise((done) => setTimeout(done, 1));
            }
            await new Promise((done) => setTimeout(done, 500));
            const bytes = [...downhillParts.values()].reduce((sum, part) => sum + 2 * JSON.stringify(part).length, 0);
            return {bytes, bases: ["base-map", "base-loss", "track-b"].map((key) => downhillParts.has(key))};
        }""",
        [film, parts, SCRIPTS],
    )
    assert kept["bases"] == [True, True, True]
    assert 1e6 < kept["bytes"] < 2e7
    seat.page.get_by_role("slider", name="Step").fill("5")
    seat.frames()
    place = seat.page.evaluate(
        """() => { const {xaxis, yaxis} = document.querySelector("[data-panel=map] .js-plotly-plot")._fullLayout;
        return [xaxis._offset + xaxis.d2p(-2), yaxis._offset + yaxis.d2p(0)] }"""
    )
    assert heads(seat)["a"] == pytest.approx(place, abs=0.01)


def test_what_was_dropped_is_taken_again(seat):
    film, parts = skeleton(films.simple("map"))
    show(seat, film)
    bring(seat, parts)
    seat.page.wait_for_selector("[data-player]")
    seat.page.evaluate("leave()")
    assert seat.page.locator("[data-player]").count() == 0
    seat.page.evaluate("Array.from({length: 500}, (_, i) => bring({[`other${i}`]: 'x'.repeat(40_000)})).length")
    seat.page.wait_for_function("!downhillParts.has('base-map')")
    show(seat, film)
    bring(seat, parts)
    seat.page.wait_for_selector("[data-player]")


@pytest.mark.parametrize("broken", [{"panels": None}, {"tracks": [{}]}, {"groups": {}, "racers": None}])
def test_a_film_that_cannot_be_shown_says_so_and_the_next_one_is_shown(seat, broken):
    film, parts = skeleton(films.simple("map"))
    bring(seat, parts)
    show(seat, film | broken)
    seat.page.wait_for_function("element.textContent.includes('could not be shown')")
    show(seat, film)
    seat.page.wait_for_selector("[data-player]")
    seat.drawn()
    assert "could not" not in seat.page.evaluate("element.textContent")
    assert set(heads(seat)) == {"a", "b", "c"}


def test_a_base_that_cannot_be_drawn_says_so_and_the_next_one_is_drawn(seat):
    film, parts = skeleton(films.simple("map", "loss"))
    bring(seat, parts)
    show(seat, film | {"panels": [film["panels"][0] | {"figure": None}, film["panels"][1]]})
    seat.page.get_by_text("This picture could not be drawn.").wait_for()
    seat.page.wait_for_selector("[data-panel=loss] canvas[data-drawn]")
    show(seat, film)
    seat.drawn()
    assert seat.page.get_by_text("could not be drawn").count() == 0
    assert set(heads(seat)) == {"a", "b", "c"}


def test_an_update_that_fails_is_followed_by_one_that_works(seat):
    film, parts = skeleton(films.simple("map"))
    bring(seat, parts)
    show(seat, film)
    seat.page.wait_for_selector("[data-player]")
    show(seat, film | {"racers": None})
    seat.page.wait_for_function("element.textContent.includes('could not be shown')")
    show(seat, film | {"steps": 12})
    seat.page.wait_for_function(f"{STEP} === '12'")
    assert seat.page.locator("[data-player]").count() == 1
    seat.page.get_by_role("slider", name="Step").fill("5")
    seat.page.get_by_role("slider", name="Step").dispatch_event("change")
    assert seat.page.evaluate("sent.at(-1)") == ["event", {"type": "step", "step": 5}]


def test_a_script_that_could_not_be_loaded_is_asked_for_again(seat):
    film, parts = skeleton(films.simple("map"))
    bring(seat, parts)
    half = {"body": "throw new Error('half a script')", "content_type": "text/javascript"}
    scripts = SCRIPTS | {"player": "/figures/player.js?once"}
    seat.page.route(lambda url: "?once" in url, lambda route: route.fulfill(**half), times=1)
    show(seat, film, scripts)
    seat.page.wait_for_function("element.textContent.includes('could not be shown: half a script')", timeout=5000)
    show(seat, film, scripts)
    seat.page.wait_for_selector("[data-player]")


def test_a_film_of_no_panels_says_so_and_gets_its_pictures_back(seat):
    film, parts = skeleton(films.simple("map", autoplay=True))
    bring(seat, parts)
    for panels in ([], film["panels"], []):
        show(seat, film | {"panels": panels})
        shown = "No picture is chosen." if not panels else "Map"
        seat.page.wait_for_function(f"element.innerText.includes('{shown}')")
        assert seat.page.get_by_text("No picture is chosen.").count() == (not panels)
        assert seat.page.get_by_role("button", name="Restart").count() == bool(panels)
        assert seat.page.locator("[data-racer]").count() == 3
