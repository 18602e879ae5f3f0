"""The table of packages, the links and the folders stay in step."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
FOLDERS = ("analysis", "data", "judges", "perturbations", "probes")


def test_each_folder_is_a_package_and_its_link_leads_to_it() -> None:
    table = TOOLS["setuptools"]["package-dir"]
    assert table == {f"sosprobe.{name}": name for name in FOLDERS}
    for name in FOLDERS:
        link = ROOT / "sosprobe" / name
        assert link.is_symlink()
        assert link.resolve() == ROOT / name
        assert not link.readlink().is_absolute()


def test_every_package_on_disk_is_listed() -> None:
    found = {"sosprobe"}
    found |= {f"sosprobe.{init.parent.name}" for init in (ROOT / "sosprobe").glob("*/__init__.py")}
    for name in FOLDERS:
        for init in (ROOT / name).rglob("__init__.py"):
            found.add(".".join(("sosprobe", *init.parent.relative_to(ROOT).parts)))
    assert found == set(TOOLS["setuptools"]["packages"])


def test_the_type_checkers_are_told_of_each_folder() -> None:
    assert {f"sosprobe/{name}" for name in FOLDERS} <= set(TOOLS["pyright"]["include"])


def test_constraints_pin_versions_and_name_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text().split()
    assert all(line.count("==") == 1 and "/" not in line for line in lines)


def test_no_source_file_is_longer_than_the_house_allows() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): count
        for folder in ("sosprobe", *FOLDERS)
        for path in (ROOT / folder).rglob("*.py")
        if not any(part.is_symlink() for part in path.parents)
        and (count := len(path.read_text().splitlines())) > 300
    }
    reasons = (ROOT / "ARCHITECTURE.md").read_text()
    assert [path for path in long if path not in reasons] == []
