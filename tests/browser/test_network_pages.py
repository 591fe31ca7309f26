"""The pages on networks, in Chromium: borders move, presets train another network, a handle sets a rate."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from driving import grab, plays

PLAYER = "document.querySelector('[data-player]')"


def test_a_network_trains_and_its_border_moves(open_app):
    page = open_app("network?network.steps=50&network.n=60&network.width=4&network.depth=1")
    plays(page, beyond=5)
    canvas = page.locator("[data-panel=examples] canvas[data-drawn]").first
    page.get_by_role("slider", name="Step", exact=True).fill("0")
    before = canvas.evaluate("(c) => c.toDataURL()")
    page.get_by_role("slider", name="Step", exact=True).fill("50")
    page.wait_for_function(f"{PLAYER}.dataset.step === '50'")
    page.wait_for_timeout(200)
    assert canvas.evaluate("(c) => c.toDataURL()") != before


def test_a_preset_trains_another_network(open_app):
    page = open_app("network?network.steps=50&network.n=60&network.optimizers=adam")
    page.get_by_role("button", name="XOR with two units").click()
    page.get_by_text("9 weights, 60 training examples").wait_for()
    page.wait_for_url("**network.data=xor**")


def test_the_landscape_has_rings_and_two_players(open_app):
    page = open_app("landscape?landscape.width=3&landscape.depth=1&landscape.steps=50&landscape.line.width=2")
    page.get_by_text("of the movement of all runs together").wait_for()
    assert page.locator("[data-panel=away]").count() == 1


def test_the_edge_answers_a_drag_of_its_threshold(open_app):
    page = open_app("stability?stability.steps=500&stability.others.steps=500")
    x, y = grab(page, page.locator("[data-panel=sharpness] .dh-handle").first)
    page.mouse.move(x, y + 30)
    page.mouse.move(x, y + 60)
    page.mouse.up()
    page.wait_for_url("**stability.lr=*")


def test_its_landscape_is_that_of_the_network_that_was_trained(open_app):
    page = open_app("network?network.steps=50&network.n=60&network.width=3&network.depth=1&network.optimizers=adam"
                    "&network.adam.lr=0.05")  # fmt: skip
    page.get_by_text("13 weights, 60 training examples").wait_for()
    page.get_by_role("link", name="See its landscape").click()
    page.wait_for_selector("h1:has-text('A network’s landscape')")
    page.wait_for_selector("[data-panel=away]")
    address = parse_qs(urlsplit(page.url).query)
    asked = {
        "n": "60",
        "width": "3",
        "depth": "1",
        "steps": "50",
        "batch": "32",
        "adam.lr": "0.05",
        "optimizers": "adam",
    }
    assert {name: address[f"landscape.{name}"][0] for name in asked} == asked


def test_a_table_of_ones_own_is_read_or_refused(open_app):
    page = open_app("network?network.steps=50&network.n=60&network.width=3&network.depth=1&network.optimizers=adam")
    page.get_by_text("Your own table").click()
    rows = "".join(f"{i % 7},{(i * 3) % 5},{'ab'[i % 7 > 3]}\n" for i in range(40))
    field = page.locator("input[type=file]")
    field.set_input_files({"name": "mine.csv", "mimeType": "text/csv", "buffer": f"u,v,kind\n{rows}".encode()})
    page.get_by_text("30 rows to train on, 10 to test on; 2 features; 2 classes.").wait_for()
    page.get_by_text("30 training examples, 10 test examples").wait_for()
    page.get_by_role("button", name="Remove mine.csv").click()
    page.get_by_text("60 training examples").wait_for()
    field.set_input_files({"name": "bad.csv", "mimeType": "text/csv", "buffer": b"PK\x03\x04" * 300})
    page.get_by_text("bad.csv could not be used").wait_for()
    page.get_by_text("60 training examples").wait_for()


def test_long_work_is_stopped_and_goes_on(page, app_address):
    seed = time.time_ns() % 101  # nobody's results are there yet, on a second try neither
    page.goto(f"{app_address}/network?network.data=digits&network.steps=600&network.depth=1&network.batch=0"
              f"&network.n=400&network.seed={seed}")  # fmt: skip
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("missing.").wait_for()
    told = page.get_by_text("missing.").inner_text()
    done = int(told.split(" of ")[0])
    assert 0 < done < 5
    are = {1: "is"}
    assert told == f"{done} of 5 {are.get(done, 'are')} done; {5 - done} {are.get(5 - done, 'are')} missing."
    page.wait_for_timeout(500)
    assert page.get_by_text("missing.").inner_text() == told
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("missing.").wait_for(state="detached")
    page.wait_for_selector("[data-panel=examples]")


@pytest.mark.parametrize("slug", ["network", "landscape", "stability", "stationary", "sharp", "benchmark"])
def test_phone_width_has_no_sideways_scroll(open_app, slug):
    page = open_app(f"{slug}?network.steps=50&landscape.steps=50&stability.steps=500&stability.others.steps=500")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollWidth <= 390")
    page.locator("[data-testid=stMain]").evaluate("(main) => main.scrollTo(0, 0)")
    plot = "document.querySelector('[data-player] .dh-plot').getBoundingClientRect()"
    page.wait_for_function(f"{plot}.top + 200 < 844")  # the picture comes first, before suggestions and words
