"""The figures of an assessment as a file for a spreadsheet."""

from __future__ import annotations

import csv
from pathlib import Path

from .assessment import Assessment


def write_table(assessment: Assessment, path: Path) -> None:
    """figure,value,remark: a line for each figure; the value is empty where it is undefined, and the remark says why."""
    objects = assessment.objects
    rows = {
        **assessment.figures,
        "objects_in_result": objects.found,
        "objects_in_reference": objects.there,
        "objects_matched": objects.matched,
        "match_iou": assessment.match_iou,
    }
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("figure", "value", "remark"))
        for name, value in rows.items():
            writer.writerow((name, "" if value is None else repr(value), assessment.reasons.get(name, "")))
