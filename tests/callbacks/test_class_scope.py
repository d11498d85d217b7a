"""A role given for one class: what of its school it opens, and that no answer holds anything else of it (spec C)."""

from __future__ import annotations

import csv
import re
from io import BytesIO, StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app import create_app
from callbacks.schools import PAGE_HEADER
from dashboard.access import audit
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant, class_place
from dashboard.database import connection, transaction
from dashboard.locales import LOCALES
from tests.kept_facts import Week, make_week
from tests.published_weeks import LATEST

PASSWORD = "бес қарға ұшып кетті"  # noqa: S105 - made up
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
# Reports that can be asked of one class, among those a class teacher sees; and some that cannot.
OF_A_CLASS = (
    "list_pupils",
    "attainment_pupils",
    "attendance_class_teacher",
    "average_mark_pupils",
    "journal_keeping_classes",
    "journal_changes",
)
OF_A_SCHOOL = ("card", "list_staff", "attainment_school", "activity_personal", "documents", "registry")


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    return make_week(tmp_path_factory)


@pytest.fixture(scope="module")
def school(week: Week) -> str:
    return week.detailed_school


@pytest.fixture(scope="module")
def classes(week: Week, school: str) -> list[str]:
    """The classes of the school with lessons: the first two are the tutor's and the teacher's."""
    query = f"SELECT DISTINCT class_id FROM {{lessons}} WHERE school_id = '{school}' AND counted ORDER BY 1"  # noqa: S608
    return [str(row[0]) for row in week.rows(query, "lessons")]


@pytest.fixture(scope="module")
def server(week: Week, school: str, classes: list[str]) -> Flask:
    own, other = (class_place(school, one) for one in classes[:2])
    grants = {
        "tutor": [("class_teacher", own, "class")],
        "both": [("class_teacher", own, "class"), ("teacher", other, "class")],
        "office": [("school_admin", school, "school")],
    }
    with transaction(week.settings) as opened:
        changes = Changes(opened, Author("root@server"))
        for login, given in grants.items():
            changes.add(login, login, password=PASSWORD)
            changes.set_password(login, PASSWORD, first=False)
            for role, place, kind in given:
                changes.grant(login, Grant(role, place), kind)
    found: Flask = create_app(week.settings, lambda: LATEST).server
    return found


@pytest.fixture(scope="module")
def readers(server: Flask) -> dict[str, FlaskClient]:
    """The browsers of the three."""
    found = {}
    for login in ("tutor", "both", "office"):
        client = found[login] = server.test_client()
        token = TOKEN.search(client.get("/ru/login").text)
        assert token
        client.post("/ru/login", data={"csrf_token": token[1], "login": login, "password": PASSWORD})
    return found


def of_class(text: str, classes: list[str]) -> set[str]:
    """Return the classes an answer names."""
    return {one for one in classes if re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", text)}


@pytest.mark.parametrize("query", ["", "?variant=classes", "?variant=teachers", "?period=year", "?of=journal"])
def test_the_page_of_the_school_holds_the_own_class_alone(
    readers: dict[str, FlaskClient], school: str, classes: list[str], query: str
) -> None:
    own = readers["tutor"].get(f"/ru/school/{school}{query}")
    assert own.status_code == 200
    options = set(re.findall(r'<option value="([^"]*)"', own.text)) | set(re.findall(r"class=([^&\"]+)", own.text))
    assert options & set(classes) <= {classes[0]}
    whole = readers["office"].get(f"/ru/school/{school}{query}")
    assert len(own.data) < len(whole.data)
    assert 'role="note"' in own.text
    assert 'role="note"' not in whole.text


def lessons(client: FlaskClient, school: str, query: str = "") -> list[list[str]]:
    answer = client.get(f"/en/school/{school}?of=lessons&file=csv{query}")
    assert answer.status_code == 200
    rows = list(csv.reader(StringIO(answer.get_data().decode("utf-8-sig"))))
    return [row for row in rows if len(row) > 5 and re.match(r"\d", row[0])]


def test_lessons_are_those_of_the_own_class_whatever_is_asked_for(
    week: Week, readers: dict[str, FlaskClient], school: str, classes: list[str]
) -> None:
    query = "SELECT class_id, count(*) FROM {lessons} WHERE counted GROUP BY 1"
    counts = {str(key): number for key, number in week.rows(query, "lessons")}
    assert len(lessons(readers["tutor"], school)) == counts[classes[0]]
    assert len(lessons(readers["tutor"], school, f"&class={classes[0]}")) == counts[classes[0]]
    assert lessons(readers["tutor"], school, f"&class={classes[1]}") == []
    assert len(lessons(readers["both"], school)) == counts[classes[0]] + counts[classes[1]]
    assert len(lessons(readers["office"], school)) == sum(counts[one] for one in classes)


def test_persons_of_other_classes_and_staff_are_not_named(
    week: Week, readers: dict[str, FlaskClient], school: str, classes: list[str]
) -> None:
    query = f"SELECT DISTINCT person_id FROM {{people}} WHERE school_id = '{school}'"  # noqa: S608
    mine = f"SELECT DISTINCT pupil_id FROM {{enrolments}} WHERE class_id = '{classes[0]}'"  # noqa: S608
    taught = f"SELECT DISTINCT teacher_id FROM {{lessons}} WHERE class_id = '{classes[0]}'"  # noqa: S608
    persons = {str(row[0]) for row in week.rows(query, "people")}
    known = {str(row[0]) for row in [*week.rows(mine, "enrolments"), *week.rows(taught, "lessons")]}
    for path in ("", "?variant=teachers", "?period=year"):
        told = set(re.findall(r"[\w-]+", readers["tutor"].get(f"/en/school/{school}{path}").text)) & persons
        assert told <= known, path


def test_other_schools_stay_closed(week: Week, readers: dict[str, FlaskClient], school: str) -> None:
    others = [str(one) for (one,) in week.rows("SELECT DISTINCT school_id FROM {schools}", "schools") if one != school]
    for other in others[:5]:
        assert readers["tutor"].get(f"/ru/school/{other}").status_code == 403
        assert readers["tutor"].get(f"/ru/reports/list_pupils?school={other}&show=1").status_code == 403


def test_the_card_leads_on_to_the_page(readers: dict[str, FlaskClient], school: str) -> None:
    assert readers["tutor"].get(f"/ru/school?school={school}").headers[PAGE_HEADER] == "1"


def test_reports_of_one_class_are_listed_and_no_others(readers: dict[str, FlaskClient]) -> None:
    listed = set(re.findall(r'href="/ru/reports/([a-z_]+)"', readers["tutor"].get("/ru/reports").text))
    assert set(OF_A_CLASS) <= listed
    assert not listed & set(OF_A_SCHOOL)


@pytest.mark.parametrize("form", ["", "/data", "/table.csv", "/table.xlsx"])
@pytest.mark.parametrize("report", OF_A_SCHOOL)
def test_reports_of_the_whole_school_are_closed(
    readers: dict[str, FlaskClient], school: str, report: str, form: str
) -> None:
    assert readers["tutor"].get(f"/ru/reports/{report}{form}?school={school}&show=1").status_code == 403


def table(client: FlaskClient, report: str, query: str) -> tuple[int, str]:
    answer = client.get(f"/en/reports/{report}/table.csv?{query}&show=1&interval=week", buffered=True)
    return answer.status_code, answer.get_data().decode("utf-8-sig")


@pytest.mark.parametrize("report", OF_A_CLASS)
def test_a_report_holds_the_rows_of_the_own_class_alone(
    week: Week, readers: dict[str, FlaskClient], school: str, classes: list[str], report: str
) -> None:
    """Whatever class the address names, and with all of them."""
    query = f"SELECT class_id, grade || letter FROM {{classes}} WHERE school_id = '{school}'"  # noqa: S608
    names = dict(week.rows(query, "classes"))
    foreign = {str(names[one]) for one in classes[1:]} - {str(names[classes[0]])}
    for chosen in ("", f"&class={classes[1]}", "&class="):
        status, text = table(readers["tutor"], report, f"school={school}{chosen}")
        cells = {cell for row in csv.reader(StringIO(text)) for cell in row}
        assert status in {200, 404}  # nobody hands the table over
        assert not cells & (foreign | set(classes[1:]))
    status, text = table(readers["office"], report, f"school={school}")
    if status == 200 and report != "attendance_class_teacher":  # a class has to be chosen there
        cells = {cell for row in csv.reader(StringIO(text)) for cell in row}
        assert cells & foreign


def test_pupils_of_the_own_class_are_all_there(
    week: Week, readers: dict[str, FlaskClient], school: str, classes: list[str]
) -> None:
    """With the state of their accounts as the administrator of the school sees it."""
    rows = {}
    for login in ("tutor", "office"):
        _, text = table(readers[login], "list_pupils", f"school={school}&class={classes[0]}")
        rows[login] = [row[1:] for row in csv.reader(StringIO(text)) if row and row[0].isdigit()]
    assert rows["tutor"] == rows["office"]
    assert len(rows["tutor"]) > 5


def test_a_file_says_that_it_is_of_one_class_and_so_does_the_log(
    week: Week, readers: dict[str, FlaskClient], school: str, classes: list[str]
) -> None:
    query = f"SELECT grade, letter FROM {{classes}} WHERE class_id = '{classes[0]}'"  # noqa: S608
    [(grade, letter)] = week.rows(query, "classes")
    page = readers["tutor"].get(f"/en/reports/list_pupils?school={school}&show=1").text
    said = f"Only what your role was given for is shown: {grade} “{letter}”."
    assert said in page
    assert classes[0] not in page.split("rpt-notes")[1].split("</ul>")[0]
    book = readers["tutor"].get(f"/en/reports/list_pupils/table.xlsx?school={school}", buffered=True)
    cells = [
        cell for sheet in load_workbook(BytesIO(book.data)) for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    assert said in cells
    table(readers["tutor"], "list_pupils", f"school={school}")
    with connection(week.settings) as opened:
        (entry, *_) = audit.entries(opened, places=[school])
    assert (entry.actor, entry.action, entry.details["classes"]) == ("tutor", "export", [classes[0]])


def test_answers_are_never_taken_from_somebody_elses(
    readers: dict[str, FlaskClient], school: str, classes: list[str]
) -> None:
    """The office asks first: what is kept of the answer is not what the tutor gets."""
    address = f"/ru/reports/attainment_pupils/data?school={school}&show=1"
    answers = [readers[login].get(address).get_json() for login in ("office", "tutor", "both")]
    totals = [len(one.get("rows") or ()) for one in answers]
    assert totals[0] >= totals[2] >= totals[1]
    assert answers[0] != answers[1]


@pytest.mark.parametrize("key", LOCALES)
def test_the_own_account_names_the_class_and_its_school(
    readers: dict[str, FlaskClient], key: str, classes: list[str]
) -> None:
    page = readers["tutor"].get(f"/{key}/account").text
    assert classes[0] in page
