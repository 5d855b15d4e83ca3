"""A review going on: stepping, deciding, undo, filters, edited shapes, and layers that change or go meanwhile."""

from __future__ import annotations

import gc

import pytest
from qgis.core import QgsGeometry, QgsProject

from rscd_plugin.layers.review_order import Order

from .reviewing import CHANGES, cleared, open_changes, reviewed, rows, wait_for, write_changes  # noqa: F401


@pytest.fixture
def file(qgis_app, tmp_path):
    return write_changes(tmp_path / "changes.gpkg")


@pytest.fixture
def session(file):
    made = reviewed(open_changes(file))
    yield made
    made.end()


def counts(session):
    return tuple(session.list.count(state) for state in ("accepted", "rejected", ""))


def test_accept_and_reject_go_on(session, file):
    assert session.fid == 1
    session.accept()
    session.reject()
    assert session.fid == 3 and rows(file) == {1: "accepted", 2: "rejected", 3: None, 4: None, 5: None}
    assert counts(session) == (1, 1, 3)


def test_a_review_goes_on_where_it_was_left(session, file):
    session.accept()
    session.end()
    again = reviewed(open_changes(file))
    assert again.fid == 2 and counts(again) == (1, 0, 4)
    again.end()


def test_next_and_previous_pass_over_what_is_not_shown(session):
    session.accept()
    session.next()
    assert session.fid == 3
    session.previous()
    assert session.fid == 2
    session.previous()
    assert session.fid == 5 and session.words == ["That was the last one; it goes on from the other end."]
    session.show("all")
    session.next()
    assert session.fid == 1


def test_filters(session):
    session.accept()
    session.reject()
    for shown, fid in (("accepted", 1), ("rejected", 2), ("", 3), ("all", 3)):
        session.show(shown)
        assert session.fid == fid
    for _ in range(3):
        session.accept()
    session.show("")
    assert session.words[-1] == "All polygons are reviewed."
    assert counts(session) == (4, 1, 0)


def test_the_last_open_one(session, file):
    for _ in CHANGES:
        session.reject()
    assert session.words[-1] == "All polygons are reviewed." and set(rows(file).values()) == {"rejected"}
    session.accept()  # the one that is still looked at
    assert counts(session) == (1, 4, 0)


def test_undo_goes_back_over_everything(session, file):
    session.set_class("roof")
    session.set_note("new")
    session.accept()
    session.reject()
    session.set_class("car")
    was = []
    while session.can_undo:
        session.undo()
        was.append((session.fid, session.review.state, session.review.kind, session.review.note))
    assert was == [(3, "", "", ""), (2, "", "", ""), (1, "", "roof", "new"), (1, "", "roof", ""), (1, "", "", "")]
    assert set(rows(file).values()) == set(rows(file, "review_time").values()) == {None}
    assert counts(session) == (0, 0, 5) and not session.errors
    session.undo()


def test_undo_of_what_cannot_be_taken_back_does_not_block_the_rest(session, file):
    session.accept()
    session.accept()
    other = open_changes(file)
    other.dataProvider().changeAttributeValues({2: {other.fields().lookupField("review_user"): "Ada"}})
    session.undo()
    assert "changed meanwhile by Ada" in session.errors[0]
    session.undo()
    assert rows(file) == {1: None, 2: "accepted", 3: None, 4: None, 5: None}


def test_the_same_once_more_writes_nothing(session, file):
    session.set_note("x")
    time = rows(file, "review_time")[1]
    session.set_note("x")
    session.show("all")
    session.accept()
    session.previous()
    session.accept()
    assert len(session._steps) == 2 and time


def test_classes_so_far(session):
    session.set_class("shed")
    session.next()
    session.set_class("house")
    session.set_class("")
    assert session.list.classes == ["house", "shed"] and session.review.kind == ""


def test_another_order_stays_at_the_polygon(session):
    session.next()
    session.next()
    session.load(Order("area", True))
    wait_for(lambda: not session.is_reading)
    assert session.fid == 3 and session.place == 3
    session.next()
    assert session.fid == 5


def test_without_a_shape(session, file):
    session.previous()
    assert session.fid == 5 and not session.feature.hasGeometry()
    session.reject()
    assert rows(file)[5] == "rejected"


def test_polygons_that_others_deleted_are_passed_over(session):
    session.layer.dataProvider().deleteFeatures([2, 3])
    session.next()
    assert session.fid == 4 and len(session.list) == 3
    assert session.words == ["Polygons that are no longer in the layer were passed over: 2."]


def test_all_deleted(session):
    session.layer.dataProvider().deleteFeatures([1, 2, 3, 4, 5])
    session.next()
    assert session.fid is None and session.feature is None and session.words[-1] == "The layer holds no polygons."
    session.accept()
    session.undo()
    assert not session.errors


def test_no_polygons_at_all(qgis_app, tmp_path):
    session = reviewed(open_changes(write_changes(tmp_path / "empty.gpkg", ())))
    assert session.fid is None and session.words == ["The layer holds no polygons."]
    session.next()
    session.reject()
    session.end()


def test_nothing_is_decided_in_edit_mode(session, file):
    session.layer.startEditing()
    session.accept()
    assert session.is_editing and session.fid == 1 and "being edited" in session.errors[0]
    session.layer.rollBack()
    session.accept()
    assert rows(file)[1] == "accepted" and not session.is_editing


def moved(session, by=5.0):
    shape = session.feature.geometry()
    shape.translate(by, 0)
    return QgsGeometry(shape)


def in_file(file, fid):
    return next(f.geometry() for f in open_changes(file).getFeatures() if f.id() == fid)


def test_an_edited_shape_is_signed_and_can_be_undone(session, file):
    was, shape = session.feature.geometry(), moved(session)
    session.layer.startEditing()
    session.layer.changeGeometry(1, shape)
    assert session.layer.commitChanges()
    assert in_file(file, 1).equals(shape) and session.feature.geometry().equals(shape)
    assert rows(file, "review_user")[1] and rows(file)[1] is None
    session.accept()
    session.undo()
    session.undo()
    assert in_file(file, 1).equals(was) and session.feature.geometry().equals(was)
    assert rows(file, "review_user")[1] is None and not session.can_undo


def test_edits_saved_in_between_and_edits_discarded(session, file):
    was, first, second = session.feature.geometry(), moved(session), moved(session, 9.0)
    session.layer.startEditing()
    session.layer.changeGeometry(1, first)
    assert session.layer.commitChanges(False)
    session.layer.changeGeometry(1, second)
    session.layer.rollBack()
    assert in_file(file, 1).equals(first) and not session.errors
    session.undo()
    assert in_file(file, 1).equals(was)


def test_other_edits_are_seen(session, file):
    session.next()
    session.layer.startEditing()
    session.layer.changeAttributeValue(1, session.layer.fields().lookupField("review_state"), "accepted")
    session.layer.deleteFeature(4)
    assert session.layer.commitChanges()
    wait_for(lambda: not session.is_reading)
    assert session.fid == 2 and counts(session) == (1, 0, 3)


def test_the_layer_is_removed(file):
    layer = open_changes(file)
    session = reviewed(layer)
    ended = []
    session.ended.connect(lambda: ended.append(True))
    QgsProject.instance().removeMapLayer(layer.id())
    del layer
    gc.collect()
    assert ended == [True] and session.layer is None
    for call in (
        session.next,
        session.accept,
        session.undo,
        session.end,
        lambda: session.set_note("x"),
        lambda: session.show("all"),
    ):
        call()
    assert ended == [True]


def test_the_project_is_closed_while_the_order_is_read(file):
    layer = open_changes(file)
    session = reviewed(layer)
    session.load(Order("area"))
    QgsProject.instance().clear()
    from qgis.core import QgsApplication

    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    assert session.layer is None and session.fid is None and not session.errors
