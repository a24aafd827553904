"""The accuracy report as Markdown and JSON, and the command that writes it, on a project of one river."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
import shapely
from click.testing import CliRunner

from api.commands.accuracy import command
from layers.accuracy import AccuracyReport, EdgeAccuracy, SiteAccuracy, summarize
from layers.accuracy_report import as_markdown, as_values, summary_lines

NAN = float("nan")


def edge(edge_id, distances, *, stated=20.0, feature="bank", reference=10.0):
    samples = np.array(distances, dtype=float)
    ways = np.column_stack([np.zeros(len(samples)), samples])
    return EdgeAccuracy(
        edge_id, feature, 1000.0, stated, 1.0 if distances else 0.0, summarize(samples, ways),
        reference if distances else NAN, 300.0 if distances else NAN, 900.0 if distances else NAN, samples,
    )  # fmt: skip


@pytest.fixture
def report():
    edges = (
        edge("bank-a", [1, 2, 3]),
        edge("bank-b", [5, 90], stated=30.0),
        edge("creek-a", [4, 4], feature="creek", reference=NAN),
        edge("road-a", [], feature="road", stated=150.0),
    )
    sites = (
        SiteAccuracy("hall", "大厅", "address", 60.0, 12.34, 40.0, "大厅|正门"),
        SiteAccuracy("tower", "高塔", "mapped", 15.0, 30.0, 10.0, "高塔"),
    )
    return AccuracyReport(edges, sites, ("harbour",))


def test_base_lines_have_a_table_of_their_own(report):
    with_base = replace(report, base=(edge("ma-creek", [1, 3], feature="creek"),))
    edges, base = as_markdown(with_base).split("## Lines of the base layers")
    assert "`ma-creek`" not in edges
    assert len(rows(base, "`ma-creek`")) == 1
    assert as_values(with_base)["base"][0]["mean_m"] == 2.0
    assert "base layers: 1 lines, mean 2.0 m" in "\n".join(summary_lines(with_base))
    assert "## Lines of the base layers" not in as_markdown(report)


def rows(text, start):
    return [line for line in text.splitlines() if line.startswith(f"| {start}")]


def test_every_edge_stands_in_one_table(report):
    text = as_markdown(report)
    assert len(rows(text, "`bank-a`")) == len(rows(text, "`road-a`")) == 1
    measured, unmeasured = text.split("## Edges without a reference line")
    assert "`road-a`" not in measured
    assert "| `road-a` | road | 1.00 | 150 |" in unmeasured


def test_an_edge_that_exceeds_its_accuracy_is_marked(report):
    text = as_markdown(report)
    assert rows(text, "`bank-b`")[0].endswith("| **exceeded** |")
    assert rows(text, "`bank-a`")[0].endswith("| holds |")


def test_features_are_pooled_over_samples_not_over_edges(report):
    (row,) = rows(as_markdown(report), "bank |")
    # Five samples: 1, 2, 3, 5, 90.
    assert row == "| bank | 2 | 2.0 | 20.2 | 73.0 | 90.0 | 1 |"


def test_tables_are_well_formed(report):
    width = None
    for line in as_markdown(report).splitlines():
        if not line.startswith("|"):
            width = None
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        assert width in (None, cells), line
        width = cells


def test_the_same_report_gives_the_same_bytes_and_no_date(report):
    text = as_markdown(report)
    assert text == as_markdown(report)
    assert text.endswith("\n")
    assert not re.search(r"20\d\d-\d\d", text)


def test_json_values_are_plain_and_finite(report):
    values = json.loads(json.dumps(as_values(report), allow_nan=False))
    assert values["exceeded"] == ["bank-b"]
    assert values["edges"][2]["reference_m"] is None
    assert values["edges"][3]["verdict"] == "unmeasured"
    assert values["edges"][3]["p95_m"] is None
    assert values["site_median_m"] == 21.2
    assert values["unmeasured_sites"] == ["harbour"]


def test_the_summary_names_each_failing_edge(report):
    lines = summary_lines(report)
    assert lines[0].startswith("bank: 2 edges, mean 20.2 m")
    assert lines[-1] == "bank-b: 95 % of it lies within 85.8 m, it states 30 m"


def collection(features):
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(geometry)}
                for properties, geometry in features
            ],
        },
        ensure_ascii=False,
    )


@pytest.fixture
def project(tmp_path):
    """A project with a bank 11 m (0.0001° less the sag of a parallel) north of the reference's, and a reference beside it."""
    root, reference = tmp_path / "project", tmp_path / "reference"
    layers = root / "layers" / "digitized"
    layers.mkdir(parents=True)
    (root / "seeds").mkdir()
    reference.mkdir()
    (root / "layers" / "project.toml").write_text(
        'id = "town"\ntitle_zh = "镇"\ntitle_en = "Town"\ndistrict = ""\ncity = ""\n'
        "home_bbox = [114.0, 23.0, 114.1, 23.1]\n[frame]\nbbox = [114.0, 23.0, 114.1, 23.1]\n",
        encoding="utf-8",
    )
    (root / "seeds" / "gazetteer.csv").write_text(
        "place_id,name_zh,name_en,aliases,kind,collection,parent,in_district,note\n"
        "tower,高塔,Tower,,scenic,sites,,true,\n",
        encoding="utf-8",
    )
    bank = {
        "edge_id": "bank", "follows": "大河", "follows_en": "River", "feature": "bank", "basis": "stated",
        "source": "own", "accuracy_m": 20, "method": "", "digitized_on": "2026-01-01", "note": "",
    }  # fmt: skip
    site = {
        "place_id": "tower", "basis": "mapped", "source": "own", "accuracy_m": 30, "method": "",
        "digitized_on": "2026-01-01", "note": "",
    }  # fmt: skip
    drawn = shapely.LineString([(114.01, 23.0501), (114.02, 23.0501)])
    (layers / "edges.geojson").write_text(collection([(bank, drawn)]), encoding="utf-8")
    (layers / "faces.geojson").write_text(collection([]), encoding="utf-8")
    (layers / "sites.geojson").write_text(
        collection([(site, shapely.Point(114.03, 23.05))]), encoding="utf-8"
    )
    (layers / "references.csv").write_text("edge_id,layer,match\nbank,water,大河\n", encoding="utf-8")
    shore = shapely.LineString([(114.0, 23.05), (114.03, 23.05)])
    (reference / "water.geojson").write_text(
        collection([({"name_zh": "大河", "kind": "bank", "accuracy_m": 10}, shore)]), encoding="utf-8"
    )
    (reference / "points.geojson").write_text(
        collection(
            [({"name_zh": "高塔", "kind": "landmark", "accuracy_m": 10}, shapely.Point(114.03, 23.0501))]
        ),
        encoding="utf-8",
    )
    return root, reference


def run(project, *arguments):
    root, reference = project
    return CliRunner().invoke(command, [str(reference), "--project", str(root), *arguments])


def test_the_command_prints_the_table(project):
    result = run(project)
    assert result.exit_code == 0, result.output
    assert "| `bank` | bank | 1.02 | 100% | 11.0 | 11.0 | 11.0 |" in result.stdout
    assert "| `tower` | 高塔 | mapped | 11.1 | 30 | 10 | 高塔 |" in result.stdout


def test_the_command_writes_the_file_and_a_summary(project, tmp_path):
    out = tmp_path / "accuracy.md"
    result = run(project, "--out", str(out))
    assert result.stdout == ""
    assert "bank: 1 edges, mean 11.0 m" in result.stderr
    assert out.read_text(encoding="utf-8").startswith("# Positional accuracy")


def test_the_command_prints_json(project):
    values = json.loads(run(project, "--json").stdout)
    assert values["edges"][0]["p95_m"] == 11.0


def test_an_edge_beyond_its_accuracy_makes_the_command_fail(project):
    edges = project[0] / "layers" / "digitized" / "edges.geojson"
    edges.write_text(
        edges.read_text(encoding="utf-8").replace('"accuracy_m": 20', '"accuracy_m": 5'), encoding="utf-8"
    )
    result = run(project)
    assert result.exit_code == 1
    assert "it states 5 m" in result.stderr


@pytest.mark.parametrize(
    ("cell", "message"),
    [("大河(", "match is no regular expression"), ("大河,more", "another number of cells")],
)
def test_a_bad_reference_table_is_one_clear_error(project, cell, message):
    table = project[0] / "layers" / "digitized" / "references.csv"
    table.write_text(f"edge_id,layer,match\nbank,water,{cell}\n", encoding="utf-8")
    result = run(project)
    assert message in str(result.exception)
