"""The ten tasks of a reader, each at most two clicks away from the republic's page; then by keyboard alone; on a phone.

A task is a function of a `Reader`, who either clicks or presses keys and counts what was chosen.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

REGION, DISTRICT = "390000000", "391600000"
CLICKS = 2
TABS = 400  # enough to walk through the largest page


class Reader:
    """Somebody at the republic's page with a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.chosen = 0

    def at(self, selector: str) -> Locator:
        return self.page.locator(selector).first

    def choose(self, selector: str) -> None:
        """Choose a control."""
        self.chosen += 1
        self.at(selector).click()


class Typist(Reader):
    """Somebody with a keyboard and nothing else."""

    def choose(self, selector: str) -> None:
        self.chosen += 1
        self.reach(selector)
        self.page.keyboard.press("Enter")

    def reach(self, selector: str) -> None:
        """Walk to a control: Tab from stop to stop, arrows where one stop stands for many."""
        wanted = self.at(selector)
        expect(wanted).to_be_attached()
        is_here = "node => document.activeElement === node"
        group = wanted.evaluate("node => (node.closest('#rail') ? '#rail' : node.closest('#picker') ? '#picker' : '')")
        for _ in range(TABS):
            if wanted.evaluate(is_here):
                return
            if group and self.page.evaluate("name => !!document.activeElement.closest(name)", group):
                break
            self.page.keyboard.press("Tab")
        for key in ("ArrowUp", "ArrowDown"):
            for _ in range(20):
                if wanted.evaluate(is_here):
                    return
                self.page.keyboard.press(key)
        raise AssertionError(f"{selector} cannot be reached by keyboard")


def opened(page: Page, path: str = "/ru/?ind=qzj") -> None:
    page.goto(path)
    expect(page.locator("#map path.r").first).to_be_attached()


def number(text: str) -> float:
    return float(text.replace(",", ".").replace("\N{NO-BREAK SPACE}", "").replace("\N{MINUS SIGN}", "-").split("%")[0])


def worst_region_on_planning(reader: Reader) -> None:
    reader.choose("#rail [data-ind=planning]")
    expect(reader.at("#indicator-title")).to_have_text("Планирование")
    scores = [number(text) for text in reader.page.locator("#ranking tbody tr[data-unit] .sc .fig").all_inner_texts()]
    assert len(scores) == 20
    assert scores[-1] == min(scores)


def which_of_my_districts_fell_most(reader: Reader) -> None:
    reader.choose(f"#ranking tr[data-unit='{REGION}'] a")
    expect(reader.at("#title")).to_have_text("Костанайская область")
    reader.choose("#growth-orders button:has-text('Уменьшение')")
    expect(reader.at("#growth-orders button:has-text('Уменьшение')")).to_have_attribute("aria-pressed", "true")
    # Growth less decline of every bar as it stands in the chart; the table below is made when it is unfolded.
    reader.page.wait_for_function(
        """() => {
          const [, up, down] = document.getElementById('growth-chart')?.data || [];
          const changes = up && down ? up.x.map((grown, at) => grown - down.x[at]) : [];
          return changes.length > 1 && changes.every((each, at) => !at || changes[at - 1] <= each);
        }""",
        timeout=20_000,
    )


def red_schools_of_my_district_and_why(reader: Reader) -> None:
    reader.choose(f"#ranking tr[data-unit='{REGION}'] a")
    expect(reader.at("#title")).to_have_text("Костанайская область")
    reader.choose(f"#ranking tr[data-unit='{DISTRICT}'] a")
    expect(reader.at("#title")).to_have_text("г. Аркалык")
    red = reader.page.locator("#schools tr", has=reader.page.locator("td.red"))
    expect(red.first).to_contain_text(re.compile(r"[А-Яа-я]+ \d+,\d% < \d+%"))


def what_to_fix_to_gain_a_rank(reader: Reader) -> None:
    reader.choose(f"#ranking tr[data-unit='{REGION}'] a")
    expect(reader.at("#title")).to_have_text("Костанайская область")
    call = reader.page.locator("#fix .call", has_text=re.compile(r"место, достаточно вывести .* \d+ школ"))
    expect(call).to_have_count(1)


def excel_of_my_region(reader: Reader) -> None:
    reader.choose(f"#ranking tr[data-unit='{REGION}'] a")
    expect(reader.at("#title")).to_have_text("Костанайская область")
    with reader.page.expect_download() as download:
        reader.choose("#excel")
    assert download.value.suggested_filename.endswith(".xlsx")


def copy_the_exact_view_as_a_link(reader: Reader) -> None:
    reader.choose("#rail [data-ind=journal]")
    expect(reader.page).to_have_url(re.compile("ind=journal"))
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.choose("#link")
    expect(reader.at("#link-copied")).to_have_text("Скопировано")
    link = reader.page.evaluate("navigator.clipboard.readText()")
    assert link == reader.page.url
    assert "week=2026-11-15" in link
    other = reader.page.context.new_page()
    other.goto(link)
    expect(other.locator("#indicator-title")).to_have_text("Ведение журнала")
    expect(other.locator("#ranking tbody tr[data-unit]")).to_have_count(20)
    rows = "#ranking tbody tr[data-unit]"
    assert other.locator(rows).all_text_contents() == reader.page.locator(rows).all_text_contents()
    other.close()


def the_same_view_five_weeks_ago(reader: Reader) -> None:
    reader.choose("#week")
    expect(reader.at("#picker tr.sel")).to_be_focused()
    reader.choose("#picker tr[data-week='2026-10-11']")
    expect(reader.at("#week-label")).to_have_text("неделя 11–17 октября 2026")
    expect(reader.page).to_have_url(re.compile("week=2026-10-11.*ind=qzj"))


def in_kazakh(reader: Reader) -> None:
    reader.choose(".lang a[lang=kk]")
    expect(reader.at("#title")).to_have_text("Қазақстан Республикасы")
    expect(reader.at("html")).to_have_attribute("lang", "kk")


def how_this_number_is_computed(reader: Reader) -> None:
    reader.choose("#how-open")
    expect(reader.at("#how .frac")).to_be_visible()
    facts = reader.at("#how dl").inner_text()
    assert all(name in facts for name in ("Норма", "Школ с данными", "Источник", "Версия данных"))


TASKS: dict[str, Callable[[Reader], None]] = {
    "worst region on planning": worst_region_on_planning,
    "which of my districts fell most": which_of_my_districts_fell_most,
    "red schools of my district and why": red_schools_of_my_district_and_why,
    "what to fix to gain a rank": what_to_fix_to_gain_a_rank,
    "Excel of my region": excel_of_my_region,
    "copy the exact view as a link": copy_the_exact_view_as_a_link,
    "the same view five weeks ago": the_same_view_five_weeks_ago,
    "in Kazakh": in_kazakh,
    "how this number is computed": how_this_number_is_computed,
}


@pytest.mark.parametrize("name", TASKS)
def test_a_task_takes_two_clicks_at_most(page: Page, name: str) -> None:
    opened(page)
    reader = Reader(page)
    TASKS[name](reader)
    assert reader.chosen <= CLICKS


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_done_by_keyboard_alone(page: Page, name: str) -> None:
    opened(page)
    TASKS[name](Typist(page))


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_done_on_a_phone(browser: Browser, address: str, name: str) -> None:
    context = browser.new_context(
        base_url=address,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        locale="ru-RU",
        bypass_csp=True,
    )
    page = context.new_page()
    opened(page)
    reader = Reader(page)
    TASKS[name](reader)
    assert reader.chosen <= CLICKS
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_every_figure_of_the_page_is_explained_by_keyboard(page: Page) -> None:
    """One stop leads to the explanations of all figures of a unit; Escape leads back to where one was."""
    opened(page, f"/ru/?unit={REGION}&ind=planning")
    row = f"#ranking tr[data-unit='{DISTRICT}'] .fig"
    page.locator(row).focus()
    page.keyboard.press("Enter")
    names = page.locator("#how .others button")
    expect(names.first).to_be_visible()
    wanted = ["Планирование", "Изменение", "Рост и снижение", "12 недель", "Балл", "Место", "Категории школ", "Школы"]
    assert names.all_inner_texts()[: len(wanted)] == wanted
    for at in range(names.count()):
        title = names.nth(at).inner_text()
        names.nth(at).focus()
        page.keyboard.press("Enter")
        expect(page.locator("#how-title")).to_have_text(title)
        expect(page.locator("#how .meta").first).to_contain_text("г. Аркалык")
        expect(names.nth(at)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#how")).to_be_hidden()
    expect(page.locator(row)).to_be_focused()


@pytest.mark.parametrize(
    ("figure", "title"),
    [
        ("#headline .bigv", "Планирование"),
        ("#headline [data-how=change]", "Изменение"),
        ("#trend .fig", "12 недель"),
        ("#ranking tr[data-unit] .sc .fig", "Балл"),
        ("#ranking tr[data-unit] td.c3", "Категории школ"),
        ("#ranking tr.avg .fig", "Балл"),
        ("#map-key b", "Территории карты"),
        ("#lede", "Выполненные нормы"),
        ("#fix .howb", "Что исправить в первую очередь"),
        ("#statistics .stat .fig", "Выставлено оценок"),
    ],
)
def test_every_figure_explains_itself_when_it_is_clicked(page: Page, figure: str, title: str) -> None:
    opened(page, f"/ru/?unit={REGION}&ind=planning")
    page.locator(figure).first.click()
    expect(page.locator("#how-title")).to_have_text(title)
    expect(page.locator("#how dl")).to_contain_text("Версия данных")


def test_the_rail_explains_without_being_chosen(page: Page) -> None:
    opened(page, "/ru/?ind=planning")
    page.locator("#rail [data-ind=journal]").hover()
    page.locator("#rail [data-ind=journal] .qm").click()
    expect(page.locator("#how-title")).to_have_text("Ведение журнала")
    expect(page.locator("#rail [data-ind=planning]")).to_have_attribute("aria-checked", "true")
    page.keyboard.press("Escape")
    page.locator("#rail [data-ind=planning]").focus()
    page.keyboard.press("?")
    expect(page.locator("#how-title")).to_have_text("Планирование")
