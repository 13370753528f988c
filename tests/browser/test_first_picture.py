"""The picture that stands in the page's HTML until the live page is there."""

from __future__ import annotations

from conftest import PATIENCE, wait_until
from playwright.sync_api import expect

RECORD = """
if (window.parent === window) {
  window.seen = [];
  const look = () => {
    const frame = document.querySelector('iframe[title^="streamlit_folium"]');
    const painted = frame?.contentDocument?.querySelector("#map_div[data-painted] path[data-code]");
    const root = document.getElementById("root");
    if (root) window.seen.push({
      picture: Boolean(document.getElementById("mppgeo-first")), map: Boolean(painted),
      inert: root.inert, title: document.title,
    });
    requestAnimationFrame(look);
  };
  look();
}
"""
"""What stands on the page at every frame."""


def open_with_picture(page, url: str) -> None:
    """A machine with much else to do gives a page without its picture, and has it the next time."""
    page.set_default_timeout(1000 * PATIENCE)
    assert wait_until(
        lambda: 'id="mppgeo-first"' in page.goto(url).text(), page.wait_for_timeout
    ), f"no picture of {url}"


def test_it_gives_way_in_one_step_and_stays_where_no_script_runs(visit, app, browser):
    visitor = visit(app, 1366, 600)
    page = visitor.page
    page.add_init_script(RECORD)
    open_with_picture(page, f"{app.url}/?provinsi=35&level=kabkota")
    visitor.wait_for_map()
    expect(page).to_have_title("Jawa Timur, 35 dari 38 - MPP")
    seen = page.evaluate("window.seen")
    first = next(i for i, one in enumerate(seen) if one["picture"])
    assert not any(one["map"] for one in seen[: first + 1])
    assert all(one["picture"] or one["map"] for one in seen[first:])
    # Behind the picture nothing can be reached; with it nothing of that stays.
    assert all(one["inert"] == one["picture"] for one in seen[first:])
    page.wait_for_function("() => !window.seen.at(-1).picture")
    assert seen[first]["title"].startswith("Peta, Jawa Timur, ")
    # The first click counts, and the tab follows the view.
    visitor.click_area("35.10")
    expect(page).to_have_title("Kab. Banyuwangi, Jawa Timur, 35 dari 38 - MPP")

    still = browser.new_context(java_script_enabled=False).new_page()
    open_with_picture(still, f"{app.url}/?provinsi=35&level=kabkota&lang=en")
    expect(still.locator("#mppgeo-first noscript p")).to_be_visible()
    expect(still.get_by_role("img", name="Jawa Timur, ")).to_be_visible()
    still.context.close()

    cut = browser.new_context().new_page()
    cut.route("**/static/js/index*", lambda route: route.abort())
    open_with_picture(cut, f"{app.url}/linimasa?lang=en")
    expect(cut.get_by_text("The server cannot be reached just now.")).to_be_visible()
    expect(cut.get_by_role("heading", name="Timeline: Indonesia")).to_be_visible()
    cut.context.close()
