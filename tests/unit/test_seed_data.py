"""The hand-made tables of seeds/: whole, unambiguous, and true to the documents they speak of."""

import collections
import csv
import hashlib
import io
import pathlib
import re

import pytest

SEEDS = pathlib.Path(__file__).resolve().parents[2] / "seeds"


def words(text):
    return set(text.split())


SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
COLUMNS = {
    "sources.csv": "id,title_published,title,title_en,issuer,kind,date,sha256,note",
    "gazetteer.csv": "place_id,name_zh,name_en,aliases,kind,collection,parent,in_district,note",
    "indicators.csv": "indicator_id,name_zh,name_en,unit,definition_zh,definition_en,synonyms",
    "industries.csv": "industry_id,name_zh,name_en,synonyms",
    "corrections.csv": "statement_id,action,field,value,quote,doc,start,end,who,when,why",
}
KINDS = words(
    """
    country region province city district subdistrict zone sub_zone area quarter park base building
    headquarters laboratory institute university heritage commercial scenic culture wetland green waterway
    road corridor transport village island facility alliance other
    """
)
COLLECTIONS = {"zones", "sub_zones", "areas", "sites", "districts", "corridors", ""}
FIXED_IDS = words(
    """
    pazhou-pilot-zone zhongda-valley haizhu-culture-circle pazhou-west pazhou-mid-1 pazhou-mid-2 pazhou-east
    pazhou-south canton-tower-area wetland-east-area haizhu tianhe yuexiu liwan baiyun huangpu panyu nansha
    huadu zengcheng conghua guangzhou shenzhen guangdong china greater-bay-area guangzhou-ai-zone pazhou-core
    """
)
UNNAMED = ("not named in the documents", "named only by the abbreviation")


def rows(name):
    text = (SEEDS / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def names(row):
    return [row["name_zh"], *filter(None, row["aliases"].split("|"))]


@pytest.fixture(scope="module")
def places():
    return rows("gazetteer.csv")


@pytest.fixture(scope="module")
def texts():
    files = sorted((SEEDS / "documents").glob("*.txt"))
    return {file.stem: file.read_bytes().decode("utf-8") for file in files}


@pytest.mark.parametrize("name", COLUMNS)
def test_table_is_well_formed(name):
    raw = (SEEDS / name).read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf"), "no byte order mark"
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    table = list(csv.reader(io.StringIO(raw.decode("utf-8"), newline=""), strict=True))
    assert table[0] == COLUMNS[name].split(",")
    for number, row in enumerate(table[1:], 2):
        assert len(row) == len(table[0]), f"line {number}"
        assert all(cell == cell.strip() for cell in row), f"line {number}"
        for cell in row:
            assert "||" not in cell and not cell.startswith("|") and not cell.endswith("|"), f"line {number}"


@pytest.mark.parametrize(
    ("name", "key"),
    [("gazetteer.csv", "place_id"), ("indicators.csv", "indicator_id"), ("industries.csv", "industry_id")],
)
def test_ids_are_unique_slugs_and_names_are_given(name, key):
    table = rows(name)
    assert [row[key] for row in table if not SLUG.fullmatch(row[key])] == []
    assert [i for i, n in collections.Counter(row[key] for row in table).items() if n > 1] == []
    assert [row[key] for row in table if not row["name_zh"] or not row["name_en"]] == []


@pytest.mark.parametrize(
    ("name", "key"), [("indicators.csv", "indicator_id"), ("industries.csv", "industry_id")]
)
def test_no_synonym_belongs_to_two(name, key):
    owners = collections.defaultdict(set)
    for row in rows(name):
        for word in {row["name_zh"], *row["synonyms"].split("|")}:
            owners[word].add(row[key])
    assert {word: ids for word, ids in owners.items() if len(ids) > 1} == {}


def test_indicators_have_unit_and_both_definitions():
    needed = ("unit", "definition_zh", "definition_en")
    wanting = [row["indicator_id"] for row in rows("indicators.csv") if not all(row[key] for key in needed)]
    assert wanting == []


def test_closed_sets_of_the_gazetteer(places):
    assert {row["kind"] for row in places} <= KINDS
    assert {row["collection"] for row in places} <= COLLECTIONS
    assert {row["in_district"] for row in places} <= {"true", "false"}


def test_fixed_ids_are_there(places):
    assert {row["place_id"] for row in places} >= FIXED_IDS


def test_collections_hold_what_the_plan_names(places):
    count = collections.Counter(row["collection"] for row in places)
    assert (count["zones"], count["sub_zones"], count["districts"]) == (3, 7, 11)
    assert count["sites"] >= 90


def test_parents_exist_and_never_go_round(places):
    parent = {row["place_id"]: row["parent"] for row in places}
    for start in parent:
        seen = []
        at = start
        while at:
            assert at in parent, f"{seen[-1]}: no place {at!r}"
            assert at not in seen, f"{start}: parents go round by {at}"
            seen.append(at)
            at = parent[at]


def test_no_name_is_claimed_twice(places):
    owners = collections.defaultdict(list)
    for row in places:
        for name in names(row):
            owners[name].append(row["place_id"])
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_no_name_is_a_single_character(places):
    assert [name for row in places for name in names(row) if len(name) < 2] == []


def test_places_are_named_in_a_document_or_say_they_are_not(places, texts):
    wrong = []
    for row in places:
        named = any(name in text for name in names(row) for text in texts.values())
        if named == any(mark in row["note"] for mark in UNNAMED):
            wrong.append(row["place_id"])
    assert wrong == []


def test_places_not_named_in_the_documents_give_their_source(places):
    unnamed = [row for row in places if UNNAMED[0] in row["note"]]
    assert unnamed
    assert [row["place_id"] for row in unnamed if not re.search(r"source: \S", row["note"])] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("琶洲试验区", "广州人工智能与数字经济试验区"),
        ("华新中心", "华新科创岛"),
        ("黄埔古港古村", "黄埔区"),
        ("琶洲西区", "琶洲"),
    ],
)
def test_names_that_are_easily_taken_for_one_place_are_two(places, one, other):
    owner = {name: row["place_id"] for row in places for name in names(row)}
    assert owner[one] != owner[other]


def test_the_ancient_port_lies_in_the_home_district(places):
    row = next(row for row in places if row["place_id"] == "huangpu-ancient-port")
    assert row["in_district"] == "true"


def test_sources_describe_the_documents_byte_for_byte(texts):
    table = rows("sources.csv")
    assert [row["id"] for row in table] == sorted(texts)
    for row in table:
        data = (SEEDS / "documents" / f"{row['id']}.txt").read_bytes()
        assert row["sha256"] == hashlib.sha256(data).hexdigest(), row["id"]
        assert row["title_published"] in texts[row["id"]]
        assert row["kind"] in {"plan", "reply", "press"}
        assert row["date"] == "" or re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", row["date"])
        assert row["title"] and row["title_en"] and row["issuer"]
