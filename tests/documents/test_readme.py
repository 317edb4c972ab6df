"""README and pages tell the truth about the checkout: its commands, files, packages, numbers."""

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.fixture(scope="session")
def help_of(root: Path) -> Callable[..., str]:
    """``help_of("up")`` is what ``./build.sh up --help`` prints."""

    def ask(*arguments: str) -> str:
        command = [str(root / "build.sh"), *arguments]
        env = {"LHCBOX_LANG": "en", "PATH": "/usr/local/bin:/usr/bin:/bin"}
        return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout

    return ask


def front_door_calls(path: Path) -> list[tuple[str, set[str]]]:
    """The verb and the options of each ``./build.sh …`` in a document."""
    calls = re.findall(r"\./build\.sh((?: +[\w./-]+)+)", path.read_text(encoding="utf-8"))
    return [(words[0], {word for word in words if word.startswith("--")}) for words in map(str.split, calls)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_verb_named_is_one_of_the_front_door_s(path: Path, help_of: Callable[..., str]) -> None:
    verbs = set(re.findall(r"^    (\w+)", help_of("help"), flags=re.MULTILINE))
    assert {verb for verb, _options in front_door_calls(path)} <= verbs


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_option_named_is_one_of_its_verb(path: Path, help_of: Callable[..., str]) -> None:
    for verb, options in front_door_calls(path):
        assert options <= set(re.findall(r"--[\w-]+", help_of(verb, "--help"))), verb


def test_the_readme_has_two_commands_first() -> None:
    first = re.findall(r"```console\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)[0]
    assert first.splitlines() == ["$ ./build.sh up", "$ ./build.sh test"]


def test_every_file_the_readme_leads_to_is_there(root: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", (root / "README.md").read_text(encoding="utf-8"))
    assert [target for target in targets if not (root / target).is_file()] == []


def test_every_package_is_explained_to_developers(root: Path) -> None:
    groups = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    packages = {entry for group in groups.values() for entry in group if isinstance(entry, str)}
    explained = set(re.findall(r"`([^`\n]+)`", (root / "docs" / "developers.md").read_text(encoding="utf-8")))
    assert packages - explained == set()


def test_every_variable_named_is_read_by_some_code(root: Path) -> None:
    named = {name for path in DOCUMENTS for name in re.findall(r"LHCBOX_[A-Z_]+", path.read_text(encoding="utf-8"))}
    sources = [*root.glob("image/**/*.py"), *root.glob("content/lhcbox/*.py")]
    read = {name for path in sources for name in re.findall(r"LHCBOX_[A-Z_]+", path.read_text(encoding="utf-8"))}
    assert named - read == set()


def test_the_memory_table_is_the_server_s_own_rule(root: Path) -> None:
    tree = ast.parse((root / "image" / "serve" / "room.py").read_text(encoding="utf-8"))
    megabytes = {
        node.targets[0].id: node.value.left.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.BinOp)
        and isinstance(node.value.left, ast.Constant)
    }
    page = (root / "docs" / "technicians.md").read_text(encoding="utf-8")
    assert f"{megabytes['SERVER']} MB for the server" in page
    assert f"{megabytes['KERNEL']} MB for each dashboard" in page
    for amount, unit, places in re.findall(r"^\| `-m (\d+)([mg])` \| (\d+) \|$", page, flags=re.MULTILINE):
        limit = int(amount) * (1024 if unit == "g" else 1)
        assert int(places) == max(1, (limit - megabytes["SERVER"]) // megabytes["KERNEL"])


def cited_records(share: Path) -> dict[str, str | None]:
    """DOI of each record from which events of the box come; practice samples only stand in for theirs."""
    samples = json.loads((share / "data" / "catalogue.json").read_text(encoding="utf-8"))["samples"]
    return {str(sample["record"]): sample["doi"] for sample in samples if sample["record"] and sample["real"]}


def test_the_citation_file_has_what_its_format_requires(root: Path) -> None:
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert all({"type", "title", "authors"} <= reference.keys() for reference in citation["references"])


def test_the_citation_file_names_the_version_that_is_built(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["version"], citation["license"]) == (project["version"], project["license"])


@pytest.mark.parametrize("name", ["CITATION.cff", "docs/about.md", "README.md"])
def test_every_record_is_cited(root: Path, share: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert [doi or record for record, doi in cited_records(share).items() if (doi or record) not in text] == []


def test_no_experiment_is_said_to_endorse_the_box(root: Path) -> None:
    for name in ("README.md", "LICENSES.md", "docs/about.md"):
        assert "endorse" in (root / name).read_text(encoding="utf-8"), name
