"""In which order polygons are reviewed, and the list that is stepped through."""

from __future__ import annotations

import pytest
from qgis.core import QgsFeatureRequest, QgsProject, QgsVectorLayer

from rscd_plugin.core.errors import Cancelled
from rscd_plugin.layers.review_fields import add_fields
from rscd_plugin.layers.review_order import ALL, Order, OrderQuery, ReviewList, orders_of
from rscd_plugin.layers.review_store import ReviewStore

from .reviewing import box_wkt, cleared, open_changes, write_changes  # noqa: F401


@pytest.fixture
def layer(qgis_app, tmp_path):
    return open_changes(write_changes(tmp_path / "changes.gpkg"))


@pytest.mark.parametrize(
    ("order", "fids"),
    [
        (Order("confidence", True), [2, 5, 4, 1, 3]),
        (Order("confidence"), [1, 4, 2, 5, 3]),
        (Order("area", True), [2, 4, 1, 3, 5]),
        (Order("area"), [3, 1, 4, 2, 5]),
        (Order("id"), [1, 2, 3, 4, 5]),
    ],
)
def test_orders(layer, order, fids):
    """Equal ones by id; what has no value comes last in both directions."""
    assert OrderQuery(layer, order).read().fids == fids


def test_a_layer_of_other_polygons_goes_by_area_of_its_shapes(qgis_app, tmp_path):
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633&field=name:string", "fields", "memory")
    assert orders_of(layer) == [Order("area", True), Order("area"), Order("id")]
    from qgis.core import QgsFeature, QgsGeometry

    for side in (5, 9, 7):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromWkt(box_wkt(0, 0, side)))
        layer.dataProvider().addFeature(feature)
    layer.dataProvider().addFeature(QgsFeature(layer.fields()))
    assert OrderQuery(layer, Order("area", True)).read().fids == [2, 3, 1, 4]


def test_only_what_is_needed_is_asked_for(layer):
    add_fields(layer)
    for order in orders_of(layer):
        request = OrderQuery(layer, order)._request
        assert request.flags() & QgsFeatureRequest.NoGeometry
        names = {layer.fields()[index].name() for index in request.subsetOfAttributes()}
        value = {"confidence": {"mean_probability"}, "area": {"area_m2"}, "id": set()}[order.key]
        assert names == {"review_state", "review_class"} | value


def test_states_and_classes_come_along(layer):
    add_fields(layer)
    store = ReviewStore(layer)
    store.decide(2, state="accepted", kind="roof")
    store.decide(3, state="rejected", kind="car")
    store.decide(4, kind="roof")
    found = OrderQuery(layer, Order("id")).read()
    assert [found.count(state) for state in ("accepted", "rejected", "")] == [1, 1, 3]
    assert found.classes == ["car", "roof"] and len(found) == 5


def test_the_filter_of_the_layer_holds(layer):
    layer.setSubsetString("mean_probability > 0.6")
    assert OrderQuery(layer, Order("confidence")).read().fids == [4, 2, 5]


def test_it_outlives_the_layer(qgis_app, tmp_path):
    layer = open_changes(write_changes(tmp_path / "changes.gpkg"))
    query = OrderQuery(layer, Order("id"))
    QgsProject.instance().clear()
    assert query.read().fids == [1, 2, 3, 4, 5]


def test_it_can_be_cancelled(layer):
    with pytest.raises(Cancelled):
        OrderQuery(layer, Order("id")).read(lambda: True)


def walk(found, start, shown, step):
    place, seen = start, []
    for _ in range(4):
        place = found.following(place, shown, step)
        seen.append(place)
    return seen


def test_stepping_goes_round_and_keeps_to_what_is_shown():
    found = ReviewList([7, 8, 9, 10], ["", "accepted", "", "rejected"], [])
    assert walk(found, -1, ALL, 1) == [0, 1, 2, 3]
    assert walk(found, 0, "", 1) == [2, 0, 2, 0]
    assert walk(found, 0, ALL, -1) == [3, 2, 1, 0]
    assert walk(found, 1, "accepted", 1) == [1, 1, 1, 1]
    found.set_state(1, "rejected")
    assert found.following(0, "accepted") is None
    assert [found.count(state) for state in ("", "accepted", "rejected")] == [2, 0, 2]


def test_what_is_gone_counts_no_more():
    found = ReviewList([7, 8], ["", "accepted"], [])
    found.drop(0)
    found.drop(0)
    assert (len(found), found.count(""), found.following(1, ALL), found.following(1, "")) == (1, 0, 1, None)
    found.drop(1)
    assert len(found) == 0 and found.following(0, ALL) is None


def test_nothing_to_step_through():
    assert ReviewList([], [], []).following(-1, ALL) is None
