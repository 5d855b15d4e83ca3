"""Numbers and dates as the user's locale writes them."""

from __future__ import annotations

import math
import re
from typing import Any

from qgis.PyQt.QtCore import QDate, QDateTime, QLocale, Qt

_WEEKDAY = re.compile(r"\s*,?\s*dddd\s*,?\s*")
_MOST_DECIMALS = 9


def number_words(value: float, decimals: int = 0) -> str:
    """With so many decimals, and what separates thousands."""
    return QLocale().toString(float(value), "f", decimals)


def short_number(value: float, digits: int = 3) -> str:
    """With so many digits that count, and no zeros after them."""
    if not math.isfinite(value):
        return str(value)
    rounded = float(f"{value:.{digits}g}")
    decimals = next((n for n in range(_MOST_DECIMALS) if round(rounded, n) == rounded), _MOST_DECIMALS)
    return number_words(rounded, decimals)


def value_words(value: Any) -> str:
    """A setting of whatever kind: numbers with decimals as the user writes them, all else as it stands."""
    return short_number(value, 12) if isinstance(value, float) else str(value)


def date_words(date: QDate) -> str:
    """In full, without the weekday."""
    return QLocale().toString(date, _WEEKDAY.sub(" ", _long_format()).strip())


def month_words(date: QDate) -> str:
    """The month by its name, and the year; in the locale's order."""
    month, year, long = QLocale().standaloneMonthName(date.month()), QLocale().toString(date, "yyyy"), _long_format()
    return f"{year} {month}" if long.find("yyyy") < long.find("M") else f"{month} {year}"


def time_words(iso: str) -> str:
    """A time in ISO's notation, in the user's own zone, in short; as it stands where it is none."""
    moment = QDateTime.fromString(iso, Qt.DateFormat.ISODate)
    return QLocale().toString(moment.toLocalTime(), QLocale.FormatType.ShortFormat) if moment.isValid() else iso


def _long_format() -> str:
    return QLocale().dateFormat(QLocale.FormatType.LongFormat)
