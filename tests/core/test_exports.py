"""Lists as files: what a spreadsheet reads of them, and what it must not run."""

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from core.exports import Column, Table, write_csv, write_xlsx

EVENING = dt.datetime(2026, 3, 3, 23, 30, tzinfo=dt.UTC)
VALUES = [dt.date(2026, 3, 3), EVENING, dt.time(14, 5), 12, Decimal("-1240.50"), 0.5, True, None, ["a", "b"], "06 12"]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\tbonjour", "\rx", "\u00a0=1", "＝1+1", "＠x", "－1", "＋1"]


def lines_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def sheet_of(content):
    return load_workbook(io.BytesIO(content)).active


def test_a_french_spreadsheet_opens_the_csv_by_a_double_click():
    content = write_csv(["Nom", "Dette"], [["Kervella ; Anaïs", Decimal("12.5")]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == 'Nom;Dette\r\n"Kervella ; Anaïs";12,5\r\n'


def test_values_are_written_as_people_read_them_in_csv():
    (_, line) = lines_of(write_csv(["x"], [VALUES]))
    assert line == [
        "03/03/2026", "04/03/2026 00:30", "14:05", "12", "-1240,50", "0,5", "Oui", "", "a, b", "06 12",
    ]  # fmt: skip


def test_values_stay_what_they_are_in_xlsx():
    row = [cell.value for cell in list(sheet_of(write_xlsx("Essai", ["x"] * 10, [VALUES])))[1]]
    assert row[0] == dt.datetime(2026, 3, 3)
    assert row[1] == dt.datetime(2026, 3, 4, 0, 30)
    assert row[2] == dt.time(14, 5)
    assert row[3:] == [12, -1240.5, 0.5, "Oui", None, "a, b", "06 12"]


@pytest.mark.parametrize("typed", FORMULAS)
def test_what_somebody_typed_is_shown_and_never_run(typed):
    (_, line) = lines_of(write_csv(["x"], [[typed]]))
    assert line == [f"'{typed}"]
    cell = list(sheet_of(write_xlsx("Essai", ["x"], [[typed]])))[1][0]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_a_header_is_no_formula_either():
    assert lines_of(write_csv(["=1"], []))[0] == ["'=1"]


def test_numbers_below_zero_are_numbers():
    assert lines_of(write_csv(["x"], [[-5, Decimal("-0.5")]]))[1] == ["-5", "-0,5"]


@pytest.mark.parametrize("typed", ["a\x00b", "a\x0bb", "a\ud800b", "a\uffffb"])
def test_what_no_spreadsheet_holds_is_left_out(typed):
    assert lines_of(write_csv(["x"], [[typed]]))[1] == ["ab"]
    assert list(sheet_of(write_xlsx("Essai", ["x"], [[typed]])))[1][0].value == "ab"


def test_a_text_without_end_and_a_title_full_of_signs_are_cut_to_what_fits():
    sheet = sheet_of(write_xlsx("Ménages [tous] : 2026/03 et encore davantage", ["x"], [["é" * 40_000]]))
    assert sheet.title == "Ménages tous  202603 et encore "
    assert len(list(sheet)[1][0].value) == 32_767


def test_the_header_is_bold_and_stays_in_sight():
    sheet = sheet_of(write_xlsx("Essai", ["Nom", "Un intitulé assez long"], [["a", "b"]], widths=[40, None]))
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.column_dimensions["A"].width == 40
    assert sheet.column_dimensions["B"].width == 26


def test_the_file_names_nobody():
    book = write_xlsx("Essai", ["x"], [["y"]])
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert b"openpyxl" not in b"".join(archive.read(name) for name in archive.namelist())


SAMPLE = Table("Essai", "essai", [Column("Nombre", lambda n: n), Column("Double", lambda n: 2 * n, width=30)])


def test_one_declaration_gives_both_formats_and_tells_how_far_it_is():
    told = []
    result = SAMPLE.result("csv", [1, 2], lambda done, total: told.append((done, total)), 2)
    assert lines_of(result.content) == [["Nombre", "Double"], ["1", "2"], ["2", "4"]]
    assert (result.file_name, told) == ("essai.csv", [(1, 2), (2, 2)])
    answer = SAMPLE.response("xlsx", [1])
    assert answer["Content-Disposition"] == 'attachment; filename="essai.xlsx"'
    assert "no-store" in answer["Cache-Control"]
    assert [cell.value for cell in list(sheet_of(answer.content))[1]] == [1, 2]


def test_a_moment_without_zone_is_taken_as_it_is():
    assert lines_of(write_csv(["x"], [[timezone.make_naive(EVENING)]]))[1] == ["04/03/2026 00:30"]
