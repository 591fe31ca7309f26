"""The two places in which a person meets home and Race, driven alike: the app, and the site, which has no server.

What of the app's tests of home and Race does not apply to the site, and why:

- test_race_table, test_race_phone: the table's views and the sheet of controls are Streamlit's; the site has a table
  and a layout of its own (test_site, and below).
- test_race_task, test_export_dialog: undo, the dialog and the copied link are the app's; the site's address always is
  the link, and its film is made in the page (test_film_in_page).
- test_server_stopped, and of test_race_dials what the server confirms: there is no server.
- Gallery, lecture, networks and benchmark: the site has home, Race and the catalogue.
"""

from urllib.parse import parse_qs, urlsplit

DRAWN = "[...document.querySelectorAll('[data-panel]')].every((p) => p.querySelector('canvas[data-drawn]'))"


class App:
    said = "location.search"  # the part of the address in which settings stand
    confirms = True  # whether a server computes after the page
    bullet = "● "  # before the names of optimizers
    sections = "[data-testid=stSidebar] summary"

    def __init__(self, page, address):
        self.page = page
        self.address = address.rstrip("/")

    def url(self, path):
        return f"{self.address}/{path}"

    def open(self, path=""):
        """A page by its address in the app, once every base is drawn."""
        self.page.goto(self.url(path))
        self.page.wait_for_selector("[data-player]")
        self.page.wait_for_function(DRAWN)
        return self.page

    def query(self):
        """What the address says: {key: [values]}."""
        return parse_qs(urlsplit(self.page.url).query)

    def wait_for(self, key, value):
        """Wait until the address says something; None: nothing of the key."""
        told = f"new URLSearchParams({self.said}).get('{key}')"
        self.page.wait_for_function(f"{told} === {'null' if value is None else repr(value)}")

    def section(self, name):
        """The heading behind which an optimizer's dials are."""
        return self.page.locator(self.sections, has_text=f"{self.bullet}{name}").first

    def slider(self, name, number="Learning rate"):
        """The slider of an optimizer's number, its section opened."""
        self.dials(name)
        return self.page.get_by_role("slider", name=f"{name}, {number}, slider", exact=True)

    def dials(self, name):
        """Open an optimizer's dials."""
        summary = self.section(name)
        if not summary.evaluate("(node) => node.parentNode.open"):
            summary.click()


class Site(App):
    said = "location.hash.slice(1)"
    confirms = False
    bullet = ""
    sections = "aside summary:has(.dh-dot)"

    def url(self, path):
        page, _, said = path.partition("?")
        return f"{self.address}/{page or 'index'}.html{'#' if said else ''}{said}"

    def query(self):
        return parse_qs(urlsplit(self.page.url).fragment)


PLACES = {"app": App, "site": Site}
