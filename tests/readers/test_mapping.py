"""The mapping: read from plain YAML, and everything it says obeyed."""

from __future__ import annotations

from pathlib import Path

import chat
import pytest

from shequn_lab.errors import OptionError, ReadError, SchemaError
from shequn_lab.readers import mapping_of, read_table

MAPPINGS = Path(__file__).parents[2] / "docs" / "howto" / "mappings"


def yaml(tmp_path: Path, text: str) -> Path:
    return chat.written(tmp_path / "map.yaml", text)


@pytest.mark.parametrize(
    "text", ["a: [1", "!!python/object/apply:os.system ['true']", "x: !mine 3", "\t- a", "a: \x00"]
)
def test_what_is_not_plain_yaml_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"map\.yaml, line"):
        mapping_of(yaml(tmp_path, text))


def test_missing_or_empty_mappings(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cannot be opened"):
        mapping_of(tmp_path / "none.yaml")
    assert mapping_of(yaml(tmp_path, "")).columns == {}
    with pytest.raises(SchemaError):
        mapping_of(yaml(tmp_path, "- a\n- b"))


def test_mapping_wins_over_known_names(tmp_path: Path) -> None:
    rows = [["an", "x", "2024-12-13 20:00"], ["bo", "x", "2024-12-13 20:01"]]
    path = chat.written(tmp_path / "a.csv", chat.text(rows, ["who", "member", "time"]))
    assert len(chat.read(path).community.members) == 1
    assert len(chat.read(path, mapping={"columns": {"member": "WHO "}}).community.members) == 2


def test_kinds_are_put_into_the_words_of_the_house(tmp_path: Path) -> None:
    rows = [["an", f"2024-12-13 20:0{i}", word] for i, word in enumerate(["1", "49", "赞", "", "10000"])]
    path = chat.written(tmp_path / "a.csv", chat.text(rows, ["member", "time", "type"]))
    rules = yaml(tmp_path, "kinds: {1: message, 49: share, 10000: system}\ndefault_kind: view\n")
    community = chat.read(path, mapping=rules).community
    assert community.events["kind"].tolist() == ["message", "share", "like", "view"]
    assert community.provenance.settings["mapping"]["kinds"]["49"] == "share"


def test_several_people_in_one_cell(tmp_path: Path) -> None:
    cells = ["bo, chen", "@bo、@dai", "所有人", "", "bo；bo", "chen|eve fay"]
    rows = [["an", f"2024-12-13 20:0{i}", cell] for i, cell in enumerate(cells)]
    path = chat.written(tmp_path / "a.csv", chat.text(rows, ["member", "time", "mentions"]))
    community = chat.read(path).community
    assert [len(named) for named in community.events["mentions"]] == [2, 2, 0, 0, 1, 3]
    assert len(community.members) == 6
    assert community.roster == "partial"
    own = chat.written(tmp_path / "b.csv", "member,time,mentions\nan,2024-12-13 20:00,Bo Li#Chen, Jr.\n")
    with pytest.raises(ReadError):
        chat.read(own)
    own = chat.written(tmp_path / "b.csv", 'member,time,mentions\nan,2024-12-13 20:00,"Bo Li#Chen, Jr."\n')
    assert len(chat.read(own, mapping={"separator": "#"}).community.members) == 3


def test_roster_is_what_the_mapping_says_and_none_otherwise(tmp_path: Path) -> None:
    path = chat.written(tmp_path / "a.csv", "member,time\nan,2024-12-13 20:00\n")
    assert chat.read(path).community.roster == "none"
    assert chat.read(path, mapping={"roster": "complete"}).community.roster == "complete"


def test_events_outside_the_stated_coverage_are_counted(tmp_path: Path) -> None:
    path = chat.written(tmp_path / "a.csv", "member,time\nan,2024-12-13 20:00\nbo,2025-02-01 10:00\n")
    rules = {"observed": {"start": "2024-12-01", "end": "2025-01-01"}, "title": {"zh": "甲", "en": "A"}}
    community = chat.read(path, mapping=rules).community
    assert community.provenance.remarks == {"read_remark_outside": 1}
    assert community.coverage_stated
    assert community.caption() == "A"


def test_assumptions_come_from_the_mapping_or_the_call(tmp_path: Path) -> None:
    path = chat.written(tmp_path / "a.csv", "member,time\nan,2024-12-13 20:00\n")
    rules = {"assume_first_seen_is_join": True, "run_in_days": 7}
    community = chat.read(path, mapping=rules).community
    assert (community.assume_first_seen_is_join, community.run_in_days) == (True, 7)
    assert chat.read(path, mapping=rules, run_in_days=9).community.run_in_days == 9
    assert chat.read(path).community.run_in_days == 30


def test_repeated_by_needs_its_column(tmp_path: Path) -> None:
    path = chat.written(tmp_path / "a.csv", "member,time\nan,2024-12-13 20:00\n")
    with pytest.raises(OptionError, match="repeated_by names topic"):
        chat.read(path, mapping={"repeated_by": ["topic"]})


@pytest.mark.parametrize("example", sorted(MAPPINGS.glob("*.yaml")), ids=lambda path: path.name)
def test_example_mappings_are_sound(example: Path, tmp_path: Path) -> None:
    rules = mapping_of(example)
    header = list(rules.columns.values())
    row = ["2024-12-13 20:00" if role == "at" else "1" for role in rules.columns]
    path = chat.written(tmp_path / "a.csv", chat.text([row], header))
    assert read_table(path, name="x", mapping=example).community.provenance.rows["kept"] == 1
