"""The catalogue of reports on schools: the 27 rows of B-13, their names, and who may see them (spec C)."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.access.decision import Grant, Reader, scope
from dashboard.access.report_roles import report_permission
from dashboard.locales import language
from dashboard.settings import Settings
from queries.reports import catalogue
from tests.report_facts import asked
from tests.school_report_world import A

# Row of the table: keys, kk and ru names. A row with variants is a report for each. The system the source names in
# brackets (row 24) is left out: records name no product.
TABLE = [
    (1, "card", "Ұйым туралы (Мекеме карточкасы)", "Об организации (Карточка учреждения)"),
    (2, "list_pupils", "Тізімдер: Оқушылар", "Списки: Ученики"),
    (3, "list_staff", "Тізімдер: Қызметкерлер", "Списки: Сотрудники"),
    (4, "movement_summary", "Оқушылардың ауысуы: Ақпар", "Движение учеников: Сводка"),
    (5, "movement_arrivals", "Оқушылардың ауысуы: Келгендер", "Движение учеников: Прибывшие"),
    (6, "movement_departures", "Оқушылардың ауысуы: Кеткендер", "Движение учеников: Выбывшие"),
    (7, "attainment_school", "Үлгерімі: Мектеп", "Успеваемость: Школа"),
    (8, "attainment_classes", "Үлгерімі: Сыныптар", "Успеваемость: Классы"),
    (9, "attainment_pupils", "Үлгерімі: Оқушылар", "Успеваемость: Ученики"),
    (10, "attainment_class_teacher", "Үлгерімі: Сынып жетекшісіне", "Успеваемость: Классному руководителю"),
    (11, "attainment_teacher", "Үлгерімі: Пән бойынша мұғалімге", "Успеваемость: Учителю по предмету"),
    (12, "attendance_summary", "Сабаққа қатысу: Ақпар", "Посещаемость: Сводка"),
    (13, "attendance_school", "Сабаққа қатысу: Мектеп", "Посещаемость: Школа"),
    (14, "attendance_classes", "Сабаққа қатысу: Сыныптар", "Посещаемость: Классы"),
    (15, "attendance_class_teacher", "Сабаққа қатысу: Сынып жетекшісіне", "Посещаемость: Классному руководителю"),
    (16, "homework_time_school", "ҮТ орындау уақыты: Мектеп", "Время на выполнение ДЗ: Школа"),
    (17, "homework_time_classes", "ҮТ орындау уақыты: Сыныптар", "Время на выполнение ДЗ: Классы"),
    (18, "cancellations", "Әкімшілік: Сабақтарды болдырмау және алмастыру", "Административные: Отмены и замены уроков"),
    (19, "documents", "Әкімшілік: (шығарылған) білім туралы құжаттар",
     "Административные: Выданные документы об образовании"),
    (20, "mark_statistics_school", "Бағалар статистикасы: Мектеп", "Статистика оценок: Школа"),
    (20, "mark_statistics_classes", "Бағалар статистикасы: Сыныптар", "Статистика оценок: Классы"),
    (20, "mark_statistics_subjects", "Бағалар статистикасы: Пәндер", "Статистика оценок: Предметы"),
    (21, "average_mark_pupils", "Орташа балл: Оқушылар", "Средний балл: Ученики"),
    (21, "average_mark_teachers", "Орташа балл: Мұғалімдер", "Средний балл: Учителя"),
    (21, "average_mark_subjects", "Орташа балл: Пәндер", "Средний балл: Предметы"),
    (22, "programme", "Бағдарламаларын орындау: Сыныптар, Пән бойынша мұғалімдерге",
     "Выполнение программ: Классы, Учителю по предмету"),
    (23, "journal_keeping_school", "ЭЖК жүргізу статистикасы: Мектеп", "Статистика ведения ЭЖД: Школа"),
    (23, "journal_keeping_classes", "ЭЖК жүргізу статистикасы: Сыныптар", "Статистика ведения ЭЖД: Классы"),
    (23, "journal_keeping_teachers", "ЭЖК жүргізу статистикасы: Мұғалімдер", "Статистика ведения ЭЖД: Учителя"),
    (24, "activity_general", "Белсенділік: Жалпы", "Активность: Общая"),
    (24, "activity_personal", "Белсенділік: Жеке", "Активность: Личная"),
    (25, "completeness", "Деректермен толтырылуы", "Наполненность данными"),
    (26, "journal_changes", "Өзгертулер тарихы: Журнал", "История изменений: Журнал"),
    (27, "teaching_hours", "Әкімшілік: Мұғалімнің сабақ сағаттарын есепке алу",
     "Административные: Учёт учебных часов учителя"),
]  # fmt: skip
NOT_CONNECTED = {19, 22, 25, 27}

# Spec C, "Reports visible per role": admin 5, director 6, deputy 7, head of studies 8, teacher 10, class teacher 11,
# psychologist 12; departments see all of them (14; 4 and 15 by G-36); a school's staff (1) see its card.
ROLES = {
    1: "school_staff", 2: "pupil", 3: "parent", 4: "org_staff", 5: "school_admin", 6: "director", 7: "deputy_director",
    8: "head_of_studies", 9: "school_editor", 10: "teacher", 11: "class_teacher", 12: "psychologist", 13: "moderator",
    14: "org_admin", 15: "org_head", 16: "org_editor",
}  # fmt: skip
EVERYBODY = {5, 6, 7, 8, 10, 11, 12}
SEEN = {
    1: {1} | EVERYBODY, 2: {5, 11}, 3: {5, 11}, 4: {5}, 5: {5}, 6: {5},
    7: EVERYBODY, 8: EVERYBODY, 9: EVERYBODY, 10: EVERYBODY, 11: EVERYBODY,
    12: EVERYBODY, 13: EVERYBODY, 14: EVERYBODY, 15: EVERYBODY,
    16: {5, 11}, 17: {5, 11}, 18: {5, 6, 7, 8, 10}, 19: {5}, 20: EVERYBODY, 21: EVERYBODY, 22: {5, 11},
    23: EVERYBODY, 24: EVERYBODY, 25: {5}, 26: {5}, 27: {5},
}  # fmt: skip
DEPARTMENT = {4, 14, 15}


def test_b13_the_catalogue_is_the_table_in_its_order() -> None:
    listed = [key for key, report in catalogue().items() if report.group == "school_reports"]
    assert listed == [key for _, key, _, _ in TABLE]
    assert {row for row, *_ in TABLE} == set(range(1, 28))


@pytest.mark.parametrize(("row", "key", "kk", "ru"), TABLE, ids=[key for _, key, _, _ in TABLE])
def test_b13_names_are_those_of_the_table(row: int, key: str, kk: str, ru: str) -> None:
    report = catalogue()[key]
    assert (report.title(language("kk")), report.title(language("ru"))) == (kk, ru)
    assert report.connected == (row not in NOT_CONNECTED)
    assert bool(report.lacks) == (row in NOT_CONNECTED)


@pytest.mark.parametrize(("row", "key"), [row[:2] for row in TABLE], ids=[key for _, key, _, _ in TABLE])
def test_c_who_sees_which_report(row: int, key: str) -> None:
    permission, settings = report_permission(catalogue()[key].row), Settings("sqlite://", Path("/nowhere"))
    seeing = {
        number
        for number, role in ROLES.items()
        if scope(Reader(1, "somebody", (Grant(role, "place"),)), permission, settings).places
    }
    assert seeing == SEEN[row] | DEPARTMENT


def test_every_report_says_how_it_is_built() -> None:
    for report in catalogue().values():
        if report.connected:
            assert report.about, report.key
            assert report.tables, report.key


@pytest.mark.parametrize("key", [key for _, key, _, _ in TABLE])
def test_rows_of_single_persons_are_marked_as_personal(key: str) -> None:
    """Where a column holds identifiers of pupils or persons, the answer is found anew for each reader."""
    report = catalogue()[key]
    if report.columns is None:
        return
    first = report.columns(asked(key, *A))[0].key
    assert report.personal == (first in {"pupil_id", "person_id", "teacher_id"} or key == "journal_changes")
