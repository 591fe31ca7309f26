"""Open the app's home page in Chromium and see that its animation plays by itself."""

import shutil
import sys
import time
import urllib.request

from playwright.sync_api import sync_playwright

ARGS = [
    "--no-sandbox", "--enable-unsafe-swiftshader", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


def wait_until_healthy(address: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2)
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def main(address: str) -> None:
    wait_until_healthy(address)
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector("[data-player][data-playing=true]", timeout=60_000)
        page.wait_for_function("+document.querySelector('[data-player]').dataset.step > 5", timeout=30_000)
        print("The home page plays:", page.locator("[data-player]").get_attribute("data-step"), "steps in.")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
