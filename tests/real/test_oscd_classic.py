"""The methods without training on two Sentinel-2 cities; scripts/benchmark_oscd.py measures all nine."""

from __future__ import annotations

import pytest

from scripts.benchmark_oscd import AUTOMATIC, measure

# City, method → AUROC, average precision, F1 with yen: a little under what four bands and a sigma of 2 gave.
BARS = {
    ("nantes", "cva"): (0.965, 0.485, 0.46),
    ("nantes", "pca_kmeans"): (0.966, 0.49, 0.50),
    ("nantes", "irmad"): (0.935, 0.17, 0.25),
    ("nantes", "sfa"): (0.945, 0.28, 0.30),
    ("abudhabi", "cva"): (0.840, 0.295, 0.31),
}


@pytest.mark.parametrize(("city", "method"), BARS)
def test_ranks_and_cuts_as_measured(real_data, city, method):
    """abudhabi: the dates differ in size and pixel size."""
    (auroc, precision), f1 = measure(real_data / "oscd" / city, method, 2.0, 4)
    bars = BARS[city, method]
    assert (auroc >= bars[0], precision >= bars[1]) == (True, True), (auroc, precision)
    assert f1[1 + AUTOMATIC.index("yen")] >= bars[2], f1
