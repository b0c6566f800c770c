"""Tables to carry away: CSV and XLSX that a spreadsheet opens with amounts and Chinese as they are."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from starlette_admin.export import BaseExporter, CsvExporter
from starlette_admin.fields import BaseField

from cloud.console.fields import Fen

WIDTH_MIN_CHARS, WIDTH_MAX_CHARS = 8, 60


class CsvSheet(CsvExporter):
    """With the mark that lets spreadsheet programs read Chinese; what looks like a formula is text."""

    def __init__(self) -> None:
        super().__init__(escape_formulas=True)

    async def generate(self, fields: list[BaseField], rows: list[dict[str, Any]]) -> bytes:
        return b"\xef\xbb\xbf" + await super().generate(fields, rows)


class XlsxSheet(BaseExporter):
    """Amounts are numbers with two decimals, everything else is text: no long number loses its end."""

    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    extension = "xlsx"

    async def generate(self, fields: list[BaseField], rows: list[dict[str, Any]]) -> bytes:
        from xlsxwriter import Workbook  # 0.1 s, and few ask

        out = io.BytesIO()
        # in memory: nothing of the books is left in a temporary folder
        with Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
            sheet = book.add_worksheet()
            head, amount = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
            for column, field in enumerate(fields):
                texts = [_text(row.get(field.name)) for row in rows]
                sheet.write_string(0, column, str(field.label), head)
                for line, text in enumerate(texts, 1):
                    if isinstance(field, Fen) and text:
                        sheet.write_number(line, column, Decimal(text), amount)
                    else:
                        sheet.write_string(line, column, text)
                widest = max((len(text) for text in [str(field.label) * 2, *texts]), default=0)
                sheet.set_column(column, column, min(max(widest, WIDTH_MIN_CHARS), WIDTH_MAX_CHARS))
            sheet.freeze_panes(1, 0)
        return out.getvalue()


def _text(value: Any) -> str:
    return "" if value is None else str(value)
