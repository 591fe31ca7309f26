"""Driving the player as a person does, and reading what it shows."""

ROOT = "[data-player]"


def attribute(stage, name):
    return stage.page.locator(ROOT).get_attribute(name)


def wait_for_step(stage, step):
    stage.page.wait_for_function(f"document.querySelector('{ROOT}').dataset.step >= {step}")


def go(stage, step):
    """Scrub to a step, paused."""
    if stage.state()["playing"]:
        stage.button("Pause").click()
    stage.page.get_by_role("slider", name="Step").fill(str(step))
    stage.frames()


def color_at(stage, panel, place):
    """The canvas's colour [r, g, b, a] at a place in CSS pixels."""
    return stage.page.evaluate(
        """([panel, x, y]) => {
            const canvas = document.querySelector(`[data-panel=${panel}] .dh-plot > canvas`);
            const ratio = canvas.width / canvas.getBoundingClientRect().width;
            return [...canvas.getContext("2d").getImageData(Math.floor(x * ratio), Math.floor(y * ratio), 1, 1).data];
        }""",
        [panel, *place],
    )


def axes_place(stage, panel, x, y):
    """Where Plotly's own axes put a point, in CSS pixels of the panel."""
    return stage.page.evaluate(
        """([panel, x, y]) => {
            const {xaxis, yaxis} = document.querySelector(`[data-panel=${panel}] .js-plotly-plot`)._fullLayout;
            return [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)];
        }""",
        [panel, x, y],
    )


def middle(stage, panel):
    box = stage.page.locator(f"[data-panel={panel}] .dh-plot").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def grab(page, handle):
    """Take a handle in hand, as a person does who looks whether it comes along: where on the screen it was taken.

    A page that still grows may move it away from under the pointer; then it is taken where it went.
    """
    for _ in range(5):
        handle.hover()  # which scrolls it into sight and waits until it stands still
        x, y = centre(handle)
        page.mouse.move(x, y)
        page.mouse.down()
        if handle.evaluate("(handle) => handle.classList.contains('dh-held')"):
            return x, y
        page.mouse.up()
    raise AssertionError("the handle cannot be taken in hand")


def press(page, panel, x, y):
    """Click on a panel at shares of its width and height, once it stands still."""
    plot = page.locator(f"[data-panel={panel}] .dh-plot").first
    plot.hover()
    box = plot.bounding_box()
    page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])


def axes_range(stage):
    return stage.page.evaluate("document.querySelector('[data-panel=map] .js-plotly-plot')._fullLayout.xaxis.range")


def centre(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def plays(page, player=0, beyond=0):
    """Bring a player into sight, since one that is out of sight stands still, and wait until it is beyond a step."""
    page.locator(ROOT).nth(player).scroll_into_view_if_needed()
    page.wait_for_function(
        "([i, step, root]) => +document.querySelectorAll(root)[i].dataset.step > step", arg=[player, beyond, ROOT]
    )
