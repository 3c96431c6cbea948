"""Lists as files for a spreadsheet: CSV as a French one opens it by a double click, and XLSX.

A list declares once what a line says; both formats come from it:

    HOUSEHOLDS = Table("Ménages", "menages", [
        Column("Dossier", lambda household: household.number),
        Column("Entrée", lambda household: household.entered_on),         # a date stays a date
        Column("Dette", lambda household: household.debt, width=12),      # a number stays a number
    ])
    HOUSEHOLDS.written("xlsx", households)                                # bytes
    HOUSEHOLDS.response("csv", households)                                # a download, for a short list
    HOUSEHOLDS.result("csv", households, progress, total)                 # of a long work (core.jobs)

`accounts.list_exports` makes a page of it that follows the filters of its list. What anybody typed is shown by a
spreadsheet, never run by it.
"""

import csv
import datetime as dt
import importlib
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.utils import timezone

from core.jobs import Result

# The first character of what a spreadsheet would take for a formula and run; their wide sisters count as well.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# What no spreadsheet can hold.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST_CELL = 32_767
LONGEST_TITLE = 31
NOT_IN_TITLES = str.maketrans("", "", "[]:*?/\\'")
NARROWEST, WIDEST = 10, 60

CSV, XLSX = "csv", "xlsx"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WRITTEN_AS = {dt.date: "%d/%m/%Y", dt.datetime: "%d/%m/%Y %H:%M", dt.time: "%H:%M"}
SHOWN_AS = {dt.date: "dd/mm/yyyy", dt.datetime: "dd/mm/yyyy hh:mm", dt.time: "hh:mm", Decimal: "# ##0.00"}


def harmless(text):
    """What anybody may have typed (a name) is shown by a spreadsheet, never run by it."""
    return f"'{text}" if text.startswith(("\t", "\r", "\n")) or text.lstrip().startswith(FORMULA) else text


def plain(value):
    """As both formats know it: text, number, local date or time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, dt.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).replace(tzinfo=None)
    if isinstance(value, int | float | Decimal | dt.date | dt.time):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        value = ", ".join(str(part) for part in value)
    return CONTROLS.sub("", str(value))[:LONGEST_CELL]


def csv_cell(value):
    value = plain(value)
    if isinstance(value, str):
        return harmless(value)
    if type(value) in WRITTEN_AS:
        return value.strftime(WRITTEN_AS[type(value)])
    return str(value).replace(".", ",")


def write_csv(header, rows, *, progress=None):
    """Semicolons, a byte order mark, decimal commas. `progress` is told the number of rows written."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(map(csv_cell, header))
    for number, row in enumerate(rows, start=1):
        writer.writerow(map(csv_cell, row))
        if progress:
            progress(number)
    return target.getvalue().encode("utf-8-sig")


def _openpyxl():
    """Loaded by the first spreadsheet: fifteen MiB that most web processes never need."""
    return importlib.import_module("openpyxl")


def write_xlsx(title, header, rows, *, widths=None, progress=None):
    """One sheet, its header bold and always in sight; dates and numbers are what they are. Signed by nobody."""
    book = _openpyxl().Workbook(write_only=True)
    book.properties.creator = None
    sheet = book.create_sheet(title.translate(NOT_IN_TITLES)[:LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    for position, label in enumerate(header):
        given = widths[position] if widths else None
        width = given or min(WIDEST, max(NARROWEST, len(label) + 4))
        sheet.column_dimensions[_openpyxl().utils.get_column_letter(position + 1)].width = width
    sheet.append([_header_cell(sheet, label) for label in header])
    for number, row in enumerate(rows, start=1):
        sheet.append([_xlsx_cell(sheet, value) for value in row])
        if progress:
            progress(number)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _header_cell(sheet, label):
    styles = _openpyxl().styles
    cell = _openpyxl().cell.WriteOnlyCell(sheet, label)
    cell.font, cell.alignment = styles.Font(bold=True), styles.Alignment(wrap_text=True, vertical="top")
    return cell


def _xlsx_cell(sheet, value):
    value = plain(value)
    if isinstance(value, str):
        if not value:
            return None
        cell = _openpyxl().cell.WriteOnlyCell(sheet, value)
        # Text, whatever it begins with, also after somebody has edited the cell.
        cell.data_type = "s"
        cell.quotePrefix = harmless(value) != value
        return cell
    if type(value) not in SHOWN_AS:
        return value
    cell = _openpyxl().cell.WriteOnlyCell(sheet, value)
    cell.number_format = SHOWN_AS[type(value)]
    return cell


@dataclass(frozen=True)
class Column:
    """`value` takes a line of the list and gives text, number, date, time, a truth or several words."""

    label: str
    value: Callable
    width: int | None = None


@dataclass(frozen=True)
class Table:
    """What a list is as a file. `file_name` is neutral and without extension: it stays on the computer."""

    title: str
    file_name: str
    columns: Sequence[Column]

    @property
    def header(self):
        return [column.label for column in self.columns]

    def written(self, format, lines, *, progress=None):
        rows = ([column.value(line) for column in self.columns] for line in lines)
        if format == CSV:
            return write_csv(self.header, rows, progress=progress)
        widths = [column.width for column in self.columns]
        return write_xlsx(self.title, self.header, rows, widths=widths, progress=progress)

    def response(self, format, lines):
        headers = {
            "Content-Disposition": f'attachment; filename="{self.file_name}.{format}"',
            "Cache-Control": "no-store, private",
        }
        return HttpResponse(self.written(format, lines), content_type=MEDIA_TYPES[format], headers=headers)

    def result(self, format, lines, progress, total):
        """For a long work; `progress` is the job's own."""
        content = self.written(format, lines, progress=lambda number: progress(number, total))
        return Result(content, MEDIA_TYPES[format], f"{self.file_name}.{format}")
