"""The charts of a full report as a reader uses them: filter, sort, look closely, compare, take away."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_accessibility import violations
from tests.browser.test_schools import see_list

KOSTANAY, AKMOLA = "390000000", "110000000"
DRAWN = re.compile("js-plotly-plot")
SHIFTS = """() => new Promise((done) => { let sum = 0; new PerformanceObserver((list) => list.getEntries().forEach(
    (entry) => { if (!entry.hadRecentInput) sum += entry.value; })).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 100); })"""


# What the map looks like when the library is asked for; when the library is run.
ASKED = """() => {
  const map = () => [...document.querySelectorAll("#map path.r")].map((path) => path.getAttribute("class"));
  const append = document.head.append;
  document.head.append = function (...nodes) {
    const library = nodes.find((node) => node.src && node.src.includes("plotly-charts"));
    if (library) {
      window.mapThen = map();
      library.addEventListener("load", () => { window.mapNow = map(); window.run = performance.now(); });
    }
    return append.apply(this, nodes);
  };
}"""


# Whether the slices are the counts of the legend; it leaves out none, the pie those without a school.
PIE_AS_LEGEND = """() => {
  const counts = [...document.querySelectorAll("#distribution-legend li b")].map((node) => Number(node.textContent));
  const { data } = document.getElementById("distribution-chart");
  return JSON.stringify(data[0].values) === JSON.stringify(counts.filter(Boolean));
}"""


def open_charts(page: Page, path: str = f"/ru/?unit={KOSTANAY}&ind=planning") -> None:
    page.goto(path)
    for chart in ("distribution", "growth"):
        expect(page.locator(f"#{chart}-chart")).to_have_class(DRAWN, timeout=20_000)
        page.wait_for_function(f"() => performance.getEntriesByName('belsendilik:{chart}-chart').length")


def traces(page: Page, chart: str) -> Any:
    """Return what plotly was given."""
    return page.evaluate(f"JSON.parse(JSON.stringify(document.getElementById('{chart}-chart').data))")


def token(page: Page, name: str) -> str:
    """Return a colour of the theme."""
    return str(page.evaluate(f"getComputedStyle(document.documentElement).getPropertyValue('--ds-{name}').trim()"))


def answer_growth(page: Page, change: Callable[[Any], None]) -> None:
    """Let the server's bars pass through a change."""

    def handle(route: Route) -> None:
        response = route.fetch()
        body = response.json()
        change(body)
        route.fulfill(response=response, body=json.dumps(body))

    page.route("**/growth?*", handle)


def bars(*rows: tuple[int, int]) -> Callable[[Any], None]:
    """Return a change that puts bars of `(then, now)` in the place of a region's own."""

    def change(body: Any) -> None:
        body["bars"]["planning"]["rows"] = [
            {
                "at": at,
                "bar": [min(then, now), max(now - then, 0), max(then - now, 0)],
                "then": str(then),
                "now": str(now),
                "change": f"{now - then:+}".replace("-", "−") if now != then else "0",
                "dir": "flat" if now == then else "up" if now > then else "down",
            }
            for at, (then, now) in enumerate(rows)
        ]

    return change


def test_a48_the_pie_counts_the_schools_of_the_chosen_indicator_and_switching_asks_for_nothing(page: Page) -> None:
    open_charts(page)
    see_list(page)
    asked: list[str] = []
    page.on("request", lambda request: None if "/brand." in request.url else asked.append(request.url))
    seen = []
    for indicator, title in (("planning", "Планирование"), ("journal", "Ведение журнала")):
        page.locator(f"#rail [data-ind={indicator}]").click()
        expect(page.locator("#distribution-note")).to_contain_text(title)
        page.wait_for_function(PIE_AS_LEGEND)
        seen.append(traces(page, "distribution")[0]["values"])
    assert seen[0] != seen[1]
    assert asked == []


def test_a49_a_row_of_the_legend_lists_the_schools_of_its_category(page: Page) -> None:
    open_charts(page)
    row = page.locator("#distribution-legend [data-cat=medium]")
    count = int(row.locator("b").inner_text())
    row.focus()
    page.keyboard.press("Enter")
    expect(row).to_have_attribute("aria-pressed", "true")
    expect(row).to_be_focused()
    expect(page).to_have_url(re.compile("cat=medium"))
    expect(page.locator("#schools tbody tr[data-school]")).to_have_count(min(count, 25))
    page.reload()
    expect(row).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    row.press("Space")
    expect(row).to_have_attribute("aria-pressed", "false")
    expect(page).not_to_have_url(re.compile("cat="))


def test_a49_a_slice_does_what_its_row_does(page: Page) -> None:
    open_charts(page)
    category = traces(page, "distribution")[0]["customdata"][0]
    box = page.locator("#distribution-chart .slice path.surface").first.bounding_box()
    assert box is not None
    # The first slice begins at the top and goes clockwise.
    chart = page.locator("#distribution-chart").bounding_box()
    assert chart is not None
    page.mouse.click(chart["x"] + chart["width"] / 2 + 4, chart["y"] + 18)
    expect(page).to_have_url(re.compile(f"cat={category}"))
    expect(page.locator(f"#distribution-legend [data-cat={category}]")).to_have_attribute("aria-pressed", "true")
    page.locator("#distribution-legend .howb").click()
    expect(page).not_to_have_url(re.compile("cat="))


def test_the_category_is_left_behind_with_its_unit(page: Page) -> None:
    open_charts(page, f"/ru/?unit={KOSTANAY}&ind=planning&cat=medium")
    page.locator("#ranking tbody tr[data-unit] a").first.click()
    expect(page.locator("#crumbs li")).to_have_count(3)
    expect(page).not_to_have_url(re.compile("cat="))


def test_t9_blue_green_and_red_are_drawn_as_the_specification_says(page: Page) -> None:
    answer_growth(page, bars((60, 75), (75, 60), (60, 60)))
    open_charts(page)
    base, gained, lost, *_ = traces(page, "growth")
    assert (base["x"], gained["x"], lost["x"]) == ([60, 60, 60], [15, None, None], [None, 15, None])
    colours = [trace["marker"]["color"] for trace in (base, gained, lost)]
    assert colours == [token(page, name) for name in ("base", "good", "bad")]
    assert lost["marker"]["pattern"]["shape"] == "/"


def hover_bar(page: Page) -> None:
    """Point at the first bar until the chart answers; the page may still be filling up below it."""
    page.wait_for_function("() => performance.getEntriesByName('belsendilik:growth-chart').length > 0")
    bar, layer = page.locator("#growth-chart .bars .point path").first, page.locator("#growth-chart .hoverlayer")
    for _ in range(10):
        bar.scroll_into_view_if_needed()
        box = bar.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(200)
        if layer.text_content():
            return
        page.mouse.move(0, 0)


def test_a51_a52_hovering_and_arrow_keys_tell_the_exact_change(page: Page) -> None:
    answer_growth(page, bars((60, 75), (75, 60)))
    open_charts(page)
    hover_bar(page)
    expect(page.locator("#growth-chart .hoverlayer")).to_contain_text("рост: +15")
    page.locator("#growth-chart").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#growth-said")).to_contain_text("снижение: −15")
    expect(page.locator("#growth-chart .hoverlayer")).to_contain_text("снижение: −15")


def test_a54_sorting_by_increase_and_decrease_is_in_the_address(page: Page) -> None:
    answer_growth(page, bars((60, 75), (75, 60), (30, 30)))
    open_charts(page)
    expect(page.locator("#growth-orders [aria-pressed=true]")).to_have_text("По значению")
    for name, text, order in (("up", "Увеличение", [15, 0, -15]), ("down", "Уменьшение", [-15, 0, 15])):
        page.locator("#growth-orders button", has_text=text).click()
        expect(page).to_have_url(re.compile(f"growth={name}"))
        expect(page.locator(f"#growth-orders [data-order={name}]")).to_be_focused()
        page.wait_for_function(
            f"() => JSON.stringify(document.getElementById('growth-chart').data?.[5].x) === '{json.dumps(order)}'"
            ".replaceAll(' ', '')"
        )
    page.reload()
    expect(page.locator("#growth-orders [data-order=down]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#growth-chart")).to_have_class(DRAWN, timeout=20_000)


def test_a50_more_than_sixty_bars_are_paged(page: Page) -> None:
    def many(body: Any) -> None:
        body["names"] = [{"id": str(at), "name": f"№ {at}", "full": f"№ {at}", "lang": "ru"} for at in range(130)]
        bars(*[(200 - at, 200 - at) for at in range(130)])(body)
        body["bars"]["planning"]["pages"] = ["1–60 из 130", "61–120 из 130", "121–130 из 130"]

    answer_growth(page, many)
    open_charts(page)
    pages = page.locator("#growth-pages")
    assert len(traces(page, "growth")[0]["x"]) == 60
    pages.get_by_role("button", name="Следующие").click()
    expect(pages).to_contain_text("61–120 из 130")
    page.wait_for_function("() => document.getElementById('growth-chart').data?.[0].x[0] === 140")
    pages.get_by_role("button", name="Следующие").click()
    page.wait_for_function("() => document.getElementById('growth-chart').data?.[0].x.length === 10")
    expect(pages.get_by_role("button", name="Следующие")).to_be_disabled()
    expect(page).to_have_url(re.compile("bars=3"))
    page.reload()
    page.wait_for_function("() => document.getElementById('growth-chart')?.data?.[0].x.length === 10")
    page.locator("#growth .alt summary").click()
    expect(page.locator("#growth-table tbody tr")).to_have_count(130)


def test_the_tables_say_what_the_charts_draw(page: Page) -> None:
    open_charts(page)
    page.locator("#growth .alt summary").click()
    rows = page.locator("#growth-table tbody tr")
    expect(rows.first).to_be_visible()
    now = [int(rows.nth(at).locator("td").nth(1).inner_text()) for at in range(rows.count())]
    base, gained, *_ = traces(page, "growth")
    drawn = [(blue or 0) + (green or 0) for blue, green in zip(base["x"], gained["x"], strict=True)]
    assert now == drawn == sorted(drawn, reverse=True)


def test_a55_a_district_shows_its_schools_and_the_target(page: Page) -> None:
    open_charts(page, f"/ru/?unit={KOSTANAY}&ind=journal")
    page.locator("#ranking tbody tr[data-unit] a").first.click()
    expect(page.locator("#crumbs li")).to_have_count(3)
    expect(page.locator("#growth-title")).to_contain_text("по школам")
    expect(page.locator("#growth-legend .norm")).to_have_text("норма 49%")


def test_figures_of_the_charts_say_how_they_are_computed(page: Page) -> None:
    """Each chart from its heading, each number from its table, the bar of a school from itself."""
    open_charts(page)
    for chart, title in (("distribution", "Категории школ"), ("growth", "Рост и снижение")):
        page.locator(f"#{chart} .cht .howb").click()
        expect(page.locator("#how-title")).to_have_text(title)
        page.keyboard.press("Escape")
        expect(page.locator(f"#{chart} .cht .howb")).to_be_focused()
    page.locator("#growth .alt summary").click()
    name = page.locator("#growth-table tbody th").first.inner_text()
    page.locator("#growth-table tbody td").first.click()
    expect(page.locator("#how-body > .meta")).to_contain_text(name)
    page.keyboard.press("Escape")
    page.locator("#ranking tbody tr[data-unit] a").first.click()
    expect(page.locator("#crumbs li")).to_have_count(3)
    expect(page.locator("html:not([data-drawing])")).to_have_count(1)
    page.wait_for_function(
        "() => document.getElementById('growth-chart')?.data?.length && !document.querySelector('.wait')"
    )
    page.locator("#growth-chart").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#how-title")).to_have_text("Изменение")


def test_another_theme_recolours_the_charts(page: Page) -> None:
    open_charts(page)
    light = {chart: traces(page, chart)[0]["marker"] for chart in ("growth", "distribution")}
    page.locator("#theme").click()
    for chart, marker in light.items():
        page.wait_for_function(
            "([id, was]) => JSON.stringify(was) !== JSON.stringify(document.getElementById(id).data?.[0].marker)",
            arg=[f"{chart}-chart", marker],
        )
    assert traces(page, "growth")[0]["marker"]["color"] == token(page, "base")
    assert traces(page, "distribution")[0]["marker"]["colors"][0] == token(page, "good")


def test_a47_the_filter_goes_to_a_region_a_district_an_indicator(page: Page) -> None:
    open_charts(page)
    region, district, indicator = (page.locator("#information select").nth(at) for at in range(3))
    region.select_option(AKMOLA)
    expect(page.locator("#title")).to_have_text("Акмолинская область")
    indicator.select_option("journal")
    expect(page.locator("#indicator-title")).to_have_text("Ведение журнала")
    district.select_option(index=1)
    expect(page.locator("#crumbs li")).to_have_count(3)
    expect(indicator).to_have_value("journal")
    region.select_option("000000000")
    expect(page.locator("#information")).to_be_hidden()


def pin(page: Page, unit: str) -> None:
    page.locator(f"#ranking [data-pin='{unit}']").press("Enter")
    expect(page.locator(f"#ranking [data-pin='{unit}']")).to_have_attribute("aria-pressed", "true")


def test_units_are_pinned_in_the_ranking_and_compared_over_time(page: Page) -> None:
    page.goto("/ru/?ind=planning")
    for unit in (KOSTANAY, AKMOLA):
        pin(page, unit)
    expect(page).to_have_url(re.compile(rf"pin={KOSTANAY}\.{AKMOLA}"))
    expect(page.locator("#compare-pins li a")).to_have_text(["Костанайская", "Акмолинская"])
    expect(page.locator("#compare-chart")).to_have_class(DRAWN, timeout=20_000)
    page.wait_for_function("() => document.getElementById('compare-chart').data?.length === 3")
    first, second, republic = traces(page, "compare")
    assert (republic["mode"], republic["line"]["color"]) == ("lines", token(page, "compare"))
    assert (first["line"]["dash"], second["line"]["dash"]) == ("solid", "dash")
    assert len(first["y"]) == 12
    assert None in first["y"]  # the holidays
    page.locator("#compare-chart").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#compare-said")).to_contain_text("15–21 ноября. Костанайская область:")
    # The last point is the score of the ranking.
    score = page.locator(f"#ranking tr[data-unit='{KOSTANAY}'] .sc").inner_text().strip().replace(",", ".")
    assert first["y"][-1] == float(score)
    page.reload()
    expect(page.locator("#compare-pins li a")).to_have_count(2)


def test_a_pinned_unit_is_taken_away_by_keyboard_and_there_is_room_for_four(page: Page) -> None:
    page.goto("/ru/?ind=planning")
    expect(page.locator("#ranking tr[data-unit]")).to_have_count(20)
    units = page.locator("#ranking tr[data-unit]").evaluate_all("rows => rows.slice(0, 5).map(r => r.dataset.unit)")
    for unit in units[:4]:
        pin(page, unit)
    page.locator(f"#ranking [data-pin='{units[4]}']").press("Enter")
    expect(page.locator("#compare-said")).to_contain_text("Уже сравниваются 4")
    expect(page.locator("#compare-pins [data-unpin]")).to_have_count(4)
    page.locator(f"#compare-pins [data-unpin='{units[0]}']").press("Enter")
    expect(page.locator("#compare-pins [data-unpin]")).to_have_count(3)
    expect(page.locator(f"#compare-pins [data-unpin='{units[1]}']")).to_be_focused()
    page.locator("#compare-pins .howb").press("Enter")
    expect(page.locator("#compare")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("pin="))


@pytest.mark.parametrize("chart", ["distribution", "growth"])
def test_a_chart_can_be_taken_away_as_numbers_and_as_a_picture(page: Page, chart: str, tmp_path: Path) -> None:
    open_charts(page)
    starts = {"csv": b"\xef\xbb\xbf", "png": b"\x89PNG", "svg": b"<svg"}
    for kind, start in starts.items():
        page.locator(f"#{chart} .files summary").click()
        with page.expect_download() as download:
            page.locator(f"#{chart} [data-file={kind}]").click()
        name = download.value.suggested_filename
        assert name == f"Костанайская-область_Планирование_2026-11-15_{chart}.{kind}"
        download.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)


def test_no_text_of_a_picture_sticks_out(page: Page, tmp_path: Path) -> None:
    """The picture is drawn as others will see it: apart from the page and its fonts."""
    open_charts(page)
    page.locator("#growth .files summary").click()
    with page.expect_download() as download:
        page.locator("#growth [data-file=svg]").click()
    download.value.save_as(tmp_path / "growth.svg")
    page.set_content((tmp_path / "growth.svg").read_text())
    right = page.eval_on_selector("svg", "(svg) => svg.getBoundingClientRect().right")
    ends = page.eval_on_selector_all("text", "(texts) => texts.map((text) => text.getBoundingClientRect().right)")
    assert len(ends) > 3
    assert max(ends) <= right


def test_a_name_in_a_file_is_never_a_formula_and_numbers_stay_numbers(page: Page, tmp_path: Path) -> None:
    def evil(body: Any) -> None:
        bars((75, 60))(body)
        body["names"][0]["full"] = '=HYPERLINK("http://x";"y")'

    answer_growth(page, evil)
    open_charts(page)
    page.locator("#growth .files summary").click()
    with page.expect_download() as download:
        page.locator("#growth [data-file=csv]").click()
    download.value.save_as(tmp_path / "growth.csv")
    lines = (tmp_path / "growth.csv").read_text("utf-8-sig").splitlines()
    assert lines[1] == """"'=HYPERLINK(""http://x"";""y"")";75;60;-15"""


def test_the_library_is_asked_for_when_the_map_is_in_the_page_and_nothing_jumps(page: Page) -> None:
    """All of the map stands there in its colours; the browser lays it out before the library can be run."""
    page.add_init_script(f"document.addEventListener('readystatechange', {ASKED}, {{ once: true }})")
    open_charts(page)
    then, now, run, drawn = page.evaluate(
        "[window.mapThen, window.mapNow, window.run, performance.getEntriesByName('belsendilik:map')[0].startTime]"
    )
    assert len(then) > 10
    assert "r none" not in then
    assert then == now
    assert run > drawn
    assert page.evaluate(SHIFTS) < 0.02


VALUES = """() => {
  const chart = document.getElementById("growth-chart");
  const line = chart.querySelector(".shapelayer path").getBoundingClientRect();
  const texts = [...chart.querySelectorAll(".subplot.xy .textpoint text")].map((node) => node.getBoundingClientRect());
  return [line.left + line.width / 2, texts.map(({ left, right }) => [left, right])];
}"""


@pytest.mark.parametrize("ind", ["qzj", "act_parents", "planning", "journal", "profile"])
def test_no_value_is_struck_through_by_the_norm(page: Page, ind: str) -> None:
    """On a district's page the norm is a line through all bars; a value of nearly as much stands after it."""
    open_charts(page, f"/ru/?unit=391000000&ind={ind}")
    norm, boxes = page.evaluate(VALUES)
    assert boxes
    assert [box for box in boxes if box[0] < norm < box[1]] == []


def test_the_republic_asks_for_the_library_of_charts_only_when_all_is_drawn(page: Page) -> None:
    """Whoever looks at the republic will look at a region; nothing of the first view waits for it."""
    page.goto("/ru/")
    page.wait_for_function("() => window.Plotly")
    asked, *drawn = page.evaluate(
        "[performance.getEntriesByType('resource').find((e) => e.name.includes('plotly-charts')).startTime,"
        " ...['map', 'ranking'].map((name) => performance.getEntriesByName(`belsendilik:${name}`)[0].startTime)]"
    )
    assert asked > max(drawn)


def test_whoever_saves_data_gets_no_library_before_it_is_needed(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    page.goto("/ru/")
    expect(page.locator("#map path.r").first).to_be_attached()
    page.wait_for_timeout(500)
    assert page.evaluate("window.PlotlyParts === undefined")
    open_charts(page)


def test_the_library_is_run_in_parts(page: Page) -> None:
    """No task of a quarter of a second while it is read: each part is run in its turn."""
    page.goto("/ru/")
    page.wait_for_function("() => window.Plotly")
    assert page.evaluate("window.PlotlyParts.length") > 20


def test_the_width_may_change_while_charts_are_drawn(page: Page) -> None:
    """Charts take the width they end with; whatever was being drawn meanwhile does no harm (see `complaints`)."""
    page.goto(f"/ru/?unit={KOSTANAY}&ind=planning", wait_until="commit")
    for width in (1440, 700, 390, 1100, 500, 1366) * 4:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(30)
    for chart in ("distribution", "growth"):
        page.wait_for_function(
            f"() => (() => {{ const place = document.getElementById('{chart}-chart');"
            " return place?.layout && place.layout.width === place.clientWidth; })()"
        )


def test_a_chart_that_is_left_while_it_is_drawn_leaves_nothing_behind(page: Page) -> None:
    open_charts(page)
    for _ in range(3):
        page.locator("#ranking tbody tr[data-unit] a").first.click()
        page.go_back()
    expect(page.locator("#title")).to_have_text("Костанайская область")
    for chart in ("distribution", "growth"):
        expect(page.locator(f"#{chart}-chart > .plot-container")).to_have_count(1)


def test_without_the_library_only_the_charts_fail_and_can_be_tried_again(page: Page, complaints: list[str]) -> None:
    page.route("**/plotly-charts*", lambda route: route.abort())
    page.goto(f"/ru/?unit={KOSTANAY}")
    trouble = page.locator("#growth-chart [role=alert]")
    expect(trouble).to_be_visible()
    expect(page.locator("#distribution-legend li")).to_have_count(3)
    page.locator("#growth .alt summary").click()
    expect(page.locator("#growth-table tbody tr").first).to_be_visible()
    page.unroute("**/plotly-charts*")
    trouble.get_by_role("button").click()
    expect(page.locator("#growth-chart")).to_have_class(DRAWN, timeout=20_000)
    assert complaints
    complaints.clear()


@pytest.mark.parametrize("path", ["/kk/", "/en/"])
def test_charts_speak_the_language_of_the_page(page: Page, path: str) -> None:
    open_charts(page, f"{path}?unit={KOSTANAY}")
    titles = {"/kk/": "ББМ-нің белсенділік критерийлеріне сәйкес бөлінуі", "/en/": "Distribution of schools"}
    expect(page.locator("#distribution-title")).to_contain_text(titles[path])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_with_every_chart_drawn_and_every_table_open(page: Page, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    open_charts(page, f"/ru/?unit={KOSTANAY}&ind=planning&cat=high&growth=down&pin={KOSTANAY}.{AKMOLA}")
    expect(page.locator("#compare-chart")).to_have_class(DRAWN, timeout=20_000)
    for summary in page.locator(".alt summary").all():
        summary.click()
    page.locator("#growth .files summary").click()
    assert violations(page) == []
