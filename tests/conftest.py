"""Which tests are run, and how they are shared out among processes."""

import signal
from collections import defaultdict

import pytest
from xdist.scheduler import LoadFileScheduling

# Who is started in the background of a script ignores this signal, and so do the commands that tests start and stop.
signal.signal(signal.SIGINT, signal.default_int_handler)

EARLY, LATE = "tests/browser, first half", "tests/browser, second half"
CASES = 4  # of each test, where everything is run


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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """The browser's first half begins and its second half ends a run, so that two Chromiums seldom draw at once.

    Where everything is run, a few cases of each test are; the others are thorough, and are run by CI. A run of a folder
    or a file, or of what -k names, is of all of them.
    """
    items.sort(key=lambda item: (scope(item.nodeid) == LATE) - (scope(item.nodeid) == EARLY))
    if not everything(config):
        return
    cases = defaultdict(list)
    for item in items:
        if not item.get_closest_marker("exhaustive"):
            cases[item.nodeid.split("[")[0]].append(item)
    for all_ in cases.values():
        kept = {round(i * (len(all_) - 1) / (CASES - 1)) for i in range(CASES)}
        for i, item in enumerate(all_):
            if i not in kept:
                item.add_marker(pytest.mark.thorough)


def everything(config):
    """Whether no part of the tests was asked for."""
    whole = {config.rootpath, config.rootpath / "tests"}
    asked = {(config.invocation_params.dir / argument).resolve() for argument in config.args}
    return asked <= whole and not config.option.keyword
