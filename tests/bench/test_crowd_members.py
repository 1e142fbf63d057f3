"""The crowd that capacity is measured with: different members, and the same ones at every run."""

from pathlib import Path

from bench.crowd_members import crowd, write_members
from standin.files import read_members
from standin.world import World


def test_invented_members_differ_and_are_the_same_at_every_run(tmp_path: Path) -> None:
    records, recorded = crowd(6, None)
    assert recorded == 0
    assert crowd(6, None)[0] == records
    write_members(records, tmp_path / "members.json.gz")
    members = read_members(tmp_path / "members.json.gz")
    assert len({member.name for member in members}) == 6
    assert len({member.entries for member in members}) == 6
    known = World.bundled().films
    assert all(entry.film_id in known for member in members for entry in member.entries)
