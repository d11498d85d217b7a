"""Reports out: the button of the workbook, the page on paper, ``belsendi report pdf``."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from callbacks import printing
from dashboard.selection import Selection
from dashboard.settings import Settings
from tests.browser.conftest import CHROMIUM

KOSTANAY = "390000000"
WEEK = "2026-11-15"
REGION = f"/ru/?unit={KOSTANAY}&week={WEEK}&ind=planning"
A4 = (594.96, 841.92)  # points


def open_list(page: Page, path: str = REGION) -> None:
    page.goto(path)
    expect(page.locator("#schools tbody tr").first).to_be_visible()


def test_a10_the_button_downloads_what_the_screen_shows(page: Page) -> None:
    """Region and district; the file is named after unit and week, its rows are those of the list."""
    open_list(page)
    expect(page.locator("#excel")).to_have_text("Скачать excel-отчет со списком школ")
    with page.expect_download() as started:
        page.locator("#excel").click()
    assert started.value.suggested_filename == f"Костанайская область {WEEK}.xlsx"
    book = openpyxl.load_workbook(BytesIO(Path(started.value.path()).read_bytes()))
    cells = {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    shown = page.locator("#schools td.name button").all_inner_texts()
    assert {name.removeprefix("×").strip() for name in shown} <= cells


def test_a10_the_button_follows_the_page(page: Page) -> None:
    open_list(page)
    page.locator("#ranking tbody tr[data-unit] a").first.click()
    expect(page.locator("#crumbs li")).to_have_count(3)
    expect(page.locator("#excel")).not_to_have_attribute("href", re.compile(f"unit={KOSTANAY}&"))
    page.locator("#crumbs a").first.click()
    expect(page.locator("#excel")).to_be_hidden()


def test_csv_of_the_list(page: Page) -> None:
    open_list(page)
    with page.expect_download() as started:
        page.locator("#schools a[href*='schools.csv']").click()
    content = Path(started.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").count("\r\n") > page.locator("#schools tbody tr").count()


def test_on_paper_all_schools_and_no_controls(page: Page) -> None:
    page.route(
        "**/schools?*",
        lambda route: route.fulfill(response=(answer := route.fetch()), json=answer.json() | {"page": 5}),
    )
    open_list(page)
    expect(page.locator("#schools tbody tr")).to_have_count(5)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#schools tbody tr").count() > 5
    for control in ("header.top", "#schools input", "#schools select", "#excel", ".period", "#schools .lst-p"):
        expect(page.locator(control).first).to_be_hidden()
    expect(page.locator(".paper-h")).to_contain_text("данные на")
    head = page.locator("#schools th button").first
    assert head.evaluate("node => getComputedStyle(node).display") == "contents"  # else later pages have blank heads
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#schools tbody tr")).to_have_count(5)


def test_every_page_of_paper_is_numbered_and_named(page: Page) -> None:
    open_list(page)
    rules = page.locator("style[data-paper]").text_content() or ""
    assert "Костанайская область" in rules
    assert "counter(page)" in rules
    assert "counter(pages)" in rules
    assert page.evaluate("document.querySelector('style[data-paper]').sheet.cssRules.length") == 1


@pytest.mark.parametrize("landscape", [False, True])
def test_the_command_prints_a4(country: Settings, landscape: bool) -> None:
    sheet = printing.Sheet(Selection(KOSTANAY, date(2026, 11, 15), "planning"), "kk", landscape=landscape)
    content = printing.pdf(country, sheet, str(CHROMIUM))
    assert content.startswith(b"%PDF")
    boxes = [tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", content)]
    assert len(boxes) >= 2
    wide, high = A4[::-1] if landscape else A4
    assert all(box[2:] == pytest.approx((wide, high), abs=1) for box in boxes)
