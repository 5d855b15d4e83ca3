"""Which layers make up the map of one side of a comparison."""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsProject


def side_layers(
    project: QgsProject, shown_in_map: list[QgsMapLayer], shown: QgsMapLayer, other: QgsMapLayer, with_above: bool
) -> list[QgsMapLayer]:
    """The layers of the side that shows `shown`, topmost first.

    shown_in_map: what the main map shows. Of these, the layers below both stay, so that a layer with holes looks as it does
    in the main map; those above both stay where `with_above` says so; those between the two would hide one side only, and go.
    """
    order = {layer.id(): place for place, layer in enumerate(project.layerTreeRoot().layerOrder())}
    places = [order.get(layer.id(), 0) for layer in (shown, other)]
    rest = [layer for layer in shown_in_map if layer.id() not in (shown.id(), other.id())]
    # What is not in the layer tree was put on top by somebody else, as annotations are.
    above = [layer for layer in rest if order.get(layer.id(), -1) < min(places)] if with_above else []
    below = [layer for layer in rest if order.get(layer.id(), -1) > max(places)]
    annotations = project.mainAnnotationLayer()
    if with_above and annotations is not None and not annotations.isEmpty() and annotations not in above:
        above.insert(0, annotations)
    return [*above, shown, *below]
