"""The app as a static site, which needs no server: home, Race and Catalogue, raced in the page.

    python -m export site DIR

Every address in it is relative, so that it works under any base path; nothing is asked of another host; a service
worker keeps it for when there is no net.
"""

from export.site._build import build

__all__ = ["build"]
