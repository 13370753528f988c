"""Files as offices write them, and plans made of them; for the tests of the import."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence

from openpyxl import Workbook

from mppgeo.base.language import Language
from mppgeo.base.refusal import ImportRefused
from mppgeo.country.regions import read_regions
from mppgeo.importing.plan import ImportPlan, plan_import
from mppgeo.store.files import FileStore

SOURCE = "https://example.go.id/berita"
HEADER = [
    "Kode", "Nama MPP", "Tgl Peresmian", "Jenis Tanggal", "Hitungan Nasional", "Sumber",
]  # fmt: skip


def to_csv(*rows: Sequence[object], separator: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)


def to_xlsx(
    *rows: Sequence[object], title: str = "Sheet1", change: Callable | None = None
) -> bytes:
    """A workbook of one sheet; ``change`` may do more to it."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_member(body: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one more part, or a part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def read_member(body: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return archive.read(name)


def make_plan(country, body: bytes, source: str = "berkas.csv", **options) -> ImportPlan:
    """The plan of a file for a country's folder."""
    regions, _ = read_regions(country.folder / "regions.csv")
    store = FileStore(country.folder)
    return plan_import(body, source=source, store=store, regions=regions, **options)


def refusal_of(country, body: bytes, **options) -> str:
    """The one sentence with which a file is refused, in Indonesian and English."""
    try:
        make_plan(country, body, **options)
    except ImportRefused as refused:
        for code in ("id", "en"):
            said = refused.explain(Language(code))
            assert said and "\n" not in said and "{" not in said
        assert refused.explain(Language("id")) != refused.explain(Language("en"))
        return refused.explain(Language("en"))
    raise AssertionError("was not refused")


def save(country, plan: ImportPlan) -> None:
    assert plan.ready, (plan.rejected, plan.uncertain)
    FileStore(country.folder).save(plan.changes)


def reasons(plan: ImportPlan) -> list[tuple[int | None, str | None, str]]:
    """Row, column and reason of what was rejected; every fault can be said in both languages."""
    for fault in (*plan.rejected, *plan.remarks):
        assert fault.describe(Language("id")) != fault.describe(Language("en"))
    return [(f.row, f.column, f.reason) for f in plan.rejected]


def snapshot(country) -> dict[str, bytes]:
    """Every file of the records and the history."""
    return {
        path.relative_to(country.folder).as_posix(): path.read_bytes()
        for folder in ("records", "history")
        for path in sorted((country.folder / folder).glob("*"))
        if path.is_file() and path.name != ".lock"
    }


def rows_of(country, table="mpp"):
    return FileStore(country.folder).read_rows(table)


def by_name(country, name):
    [row] = [row for row in rows_of(country) if row["nama_mpp"] == name]
    return row


def new_row(kode="72.71", name="MPP Palu", day="31/10/2023", kind="Peresmian", counted="Ya"):
    return [kode, name, day, kind, counted, SOURCE]
