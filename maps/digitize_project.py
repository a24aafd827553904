"""Makes ``layers/digitized/digitize.qgz``, the QGIS project in which the layers are edited.

Run by the Python that QGIS brings, from the folder of the project, with the packages on the path::

    PYTHONPATH=. QT_QPA_PLATFORM=offscreen python3 -m maps.digitize_project layers/digitized

Fields, titles and value lists come from ``layers.dictionary``, colours and line styles from
``maps.style``: the same definitions that the checks and the page use. The committed file is what
planners open; this makes it again.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

from qgis.core import (  # type: ignore[import-not-found]
    Qgis,
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsEditorWidgetSetup,
    QgsFieldConstraints,
    QgsFillSymbol,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsProject,
    QgsProperty,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsRendererCategory,
    QgsSettings,
    QgsSimpleLineSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsSnappingConfig,
    QgsSymbolLayer,
    QgsTolerance,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)

from layers import dictionary
from layers.dictionary import Field, FieldKind, LayerSpec
from maps.style import BASE, LINES

PROJECT_FILE = "digitize.qgz"
_SNAP_PX = 12.0
_BAND_ALPHA = 45
_MM_PER_PX = 0.2646
# Colours of the bases on the editing ground: from ink to rust, the surer the darker.
_BASIS_COLOURS = {
    "stated": "#1c2730", "neighbour": "#28566e", "proxy": "#7a5b12", "inferred": "#a3541c",
    "schematic": "#a3160f",
}  # fmt: skip
# Base layers from the ground up, with the colour each takes from ``maps.style``.
_BASE_COLOURS = {
    "land": "land", "green": "green", "water": "water", "roads": "road-case", "metro_lines": "metro",
    "district_lines": "district", "metro_stations": "metro",
}  # fmt: skip


def make_project(folder: Path) -> Path:
    """Write the QGIS project for the digitized layers in ``folder``; return its path.

    Sources are relative to the project file, so the folder can be moved as a whole.
    """
    # No user name in a file that is published.
    QgsSettings().setValue("projects/anonymize_saved_projects", True, QgsSettings.Core)  # noqa: FBT003
    project = QgsProject()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    project.setTitle("数字化图层 Digitized layers")
    project.writeEntryBool("Paths", "Absolute", False)  # noqa: FBT003 (QGIS's own signature)
    editable = {}
    for spec in (dictionary.FACES, dictionary.SITES, dictionary.EDGES, dictionary.CORRIDORS):
        layer = _layer(folder, spec)
        if layer is not None:
            editable[spec.name] = layer
            _set_form(layer, spec, folder)
    if "edges" in editable:
        _style_lines(editable["edges"])
    if "corridors" in editable:
        _style_lines(editable["corridors"])
    if "faces" in editable:
        _style_points(editable["faces"], "diamond", "#5c3d7a", "face_id")
    if "sites" in editable:
        _style_points(editable["sites"], "circle", "#1c6a50", "place_id")
    root = project.layerTreeRoot()
    for name in ("sites", "faces", "edges", "corridors"):
        if name in editable:
            project.addMapLayer(editable[name], False)  # noqa: FBT003
            root.addLayer(editable[name])
    group = root.addGroup("底图 Base")
    for name in reversed(_BASE_COLOURS):
        spec = next(item for item in dictionary.BASE if item.name == f"base/{name}")
        layer = _layer(folder, spec)
        if layer is not None:
            _style_base(layer, name)
            layer.setReadOnly(True)
            project.addMapLayer(layer, False)  # noqa: FBT003
            group.addLayer(layer)
    _set_snapping(project, editable)
    if "edges" in editable:
        extent = QgsRectangle(editable["edges"].extent())
        extent.scale(1.05)
        project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(extent, project.crs()))
    target = folder / PROJECT_FILE
    if not project.write(str(target)):
        raise OSError(f"QGIS could not write {target}: {project.error()}")
    return target


def _layer(folder: Path, spec: LayerSpec) -> Any:  # noqa: ANN401 (QGIS is untyped)
    path = folder / f"{spec.name}.geojson"
    if not path.exists():
        return None
    layer = QgsVectorLayer(str(path), f"{spec.title_zh} {spec.title_en}", "ogr")
    return layer if layer.isValid() else None


def _set_form(layer: Any, spec: LayerSpec, folder: Path) -> None:  # noqa: ANN401
    """Titles, value lists and constraints of the attribute form."""
    sources = _sources(folder)
    for field in spec.fields:
        index = layer.fields().indexOf(field.name)
        if index < 0:
            continue
        layer.setFieldAlias(index, f"{field.title_zh} {field.title_en}")
        layer.setEditorWidgetSetup(index, _widget(field, sources))
        if field.required:
            layer.setFieldConstraint(index, QgsFieldConstraints.ConstraintNotNull)
        if field.kind is FieldKind.ID:
            layer.setFieldConstraint(index, QgsFieldConstraints.ConstraintUnique)
            layer.setConstraintExpression(
                index, f"regexp_match(\"{field.name}\", '^[a-z0-9]+(-[a-z0-9]+)*$') > 0", "a–z, 0–9, -"
            )
    layer.setDisplayExpression(f'"{spec.id_field}"')


def _widget(field: Field, sources: dict[str, str]) -> Any:  # noqa: ANN401
    if field.kind is FieldKind.CHOICE:
        return QgsEditorWidgetSetup("ValueMap", {"map": [{choice: choice} for choice in field.choices]})
    if field.kind is FieldKind.SOURCE and sources:
        values = [{f"{key} · {title}": key} for key, title in sources.items()]
        return QgsEditorWidgetSetup("ValueMap", {"map": values})
    if field.kind is FieldKind.NUMBER:
        return QgsEditorWidgetSetup("Range", {"Min": 1, "Max": 2000, "Step": 5, "Style": "SpinBox"})
    return QgsEditorWidgetSetup("TextEdit", {"IsMultiline": field.name == "note"})


def _sources(folder: Path) -> dict[str, str]:
    path = folder / "sources.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {row["source"]: row["title"] for row in csv.DictReader(stream)}


def _style_lines(layer: Any) -> None:  # noqa: ANN401
    """Draw each basis as a thin line over a band that is, on the ground, twice the accuracy wide."""
    categories = []
    for basis, style in LINES.items():
        colour = _BASIS_COLOURS[basis.value]
        band = QgsSimpleLineSymbolLayer()
        band.setColor(_colour(colour, _BAND_ALPHA))
        band.setWidthUnit(QgsUnitTypes.RenderMetersInMapUnits)
        band.setDataDefinedProperty(
            QgsSymbolLayer.PropertyStrokeWidth, QgsProperty.fromExpression('2 * "accuracy_m"')
        )
        line = QgsSimpleLineSymbolLayer()
        line.setColor(_colour(colour))
        line.setWidth(style.width_px * _MM_PER_PX)
        if style.dash_px:
            line.setUseCustomDashPattern(True)
            line.setCustomDashVector([max(pixel * _MM_PER_PX, 0.3) for pixel in style.dash_px])
        # Clones: the symbol owns its layers, Python must not free them a second time.
        symbol = QgsLineSymbol.createSimple({})
        symbol.changeSymbolLayer(0, band.clone())
        symbol.appendSymbolLayer(line.clone())
        categories.append(QgsRendererCategory(basis.value, symbol, basis.value))
    layer.setRenderer(QgsCategorizedSymbolRenderer("basis", categories))


def _style_points(layer: Any, shape: str, colour: str, label: str) -> None:  # noqa: ANN401
    symbol = QgsMarkerSymbol.createSimple(
        {"name": shape, "color": colour, "outline_color": "#ffffff", "size": "2.8"}
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    settings = QgsPalLayerSettings()
    settings.fieldName = label
    settings.scaleVisibility = True
    settings.minimumScale = 50_000
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)


def _style_base(layer: Any, name: str) -> None:  # noqa: ANN401
    colour = BASE[_BASE_COLOURS[name]].light
    if layer.geometryType() == 2:  # polygons
        symbol = QgsFillSymbol.createSimple({"color": colour, "outline_style": "no"})
    elif layer.geometryType() == 1:
        symbol = QgsLineSymbol.createSimple({"color": colour, "width": "0.4"})
    else:
        symbol = QgsMarkerSymbol.createSimple({"name": "square", "color": colour, "size": "1.6"})
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))


def _set_snapping(project: Any, editable: dict[str, Any]) -> None:  # noqa: ANN401
    """Snap to vertices of the edges, with topological editing: a shared node moves in every edge at once."""
    config = QgsSnappingConfig(project)
    config.setEnabled(True)
    config.setMode(QgsSnappingConfig.AdvancedConfiguration)
    for name, layer in editable.items():
        config.setIndividualLayerSettings(
            layer,
            QgsSnappingConfig.IndividualLayerSettings(
                name in ("edges", "corridors"), QgsSnappingConfig.VertexFlag, _SNAP_PX, QgsTolerance.Pixels
            ),
        )
    project.setSnappingConfig(config)
    project.setTopologicalEditing(True)


def _colour(code: str, alpha: int = 255) -> Any:  # noqa: ANN401
    from qgis.PyQt.QtGui import QColor  # type: ignore[import-not-found]  # noqa: PLC0415

    colour = QColor(code)
    colour.setAlpha(alpha)
    return colour


def main() -> None:
    """Make the project for the folder named on the command line; print its name and the version of QGIS."""
    application = QgsApplication([], False)  # noqa: FBT003
    application.initQgis()
    try:
        target = make_project(Path(sys.argv[1]).resolve())
    finally:
        application.exitQgis()
    sys.stdout.write(f"{target.name} · QGIS {Qgis.QGIS_VERSION}\n")


if __name__ == "__main__":
    main()
