"""How the tests are shared out among processes."""

import signal

from xdist.scheduler import LoadFileScheduling

# Who is started in the background of a script ignores this signal, and so do the commands that tests start and stop.
signal.signal(signal.SIGINT, signal.default_int_handler)

EARLY, LATE = "tests/browser, first half", "tests/browser, second half"


def scope(nodeid):
    """What is run in one process: a file, since its tests share fixtures, or half of the browser's files."""
    path = nodeid.split("::")[0]
    if not path.startswith("tests/browser/"):
        return path
    return EARLY if path < "tests/browser/test_player" else LATE


class OneBrowser(LoadFileScheduling):
    """On two cores a second Chromium with a second server would only make the first one late."""

    def _split_scope(self, nodeid):
        return scope(nodeid)


def pytest_xdist_make_scheduler(config, log):
    return OneBrowser(config, log)


def pytest_collection_modifyitems(items):
    """The browser's first half begins and its second half ends a run, so that two Chromiums seldom draw at once."""
    items.sort(key=lambda item: (scope(item.nodeid) == LATE) - (scope(item.nodeid) == EARLY))
