"""How the tests are shared out among processes."""

from xdist.scheduler import LoadFileScheduling


class OneBrowser(LoadFileScheduling):
    """A file's tests share a process and its fixtures; all browser tests share one, so that only one Chromium draws.

    On two cores a second Chromium with a second server would only make the first one late.
    """

    def _split_scope(self, nodeid):
        path = super()._split_scope(nodeid)
        return "tests/browser" if path.startswith("tests/browser/") else path


def pytest_xdist_make_scheduler(config, log):
    return OneBrowser(config, log)
