"""Runs in the tools' Python: what the reader of the manifest makes of manifests with one thing changed.

``python tests/data/mutations.py table`` takes a JSON list of changes on standard input and prints what each gives;
``python tests/data/mutations.py fuzz SEED COUNT`` makes the changes itself. It is a program of its own because the
tests' Python has none of the bake's packages, and one start of a container serves all changes.
"""

import json
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bake import budget, manifest

SOURCE = Path("data_manifest")
# What a change puts in the place of a value: wrong types, wrong numbers, and what attacks a reader
NASTY = (
    "", "~", "[]", "{}", "-1", "0", "1e999", ".nan", ".inf", "-.inf", "true", "2020-01-01", "2020-99-99",
    "../../etc/passwd", '"../x"', "/etc/passwd", "&a [*a]", "*nothing", "!!python/object/apply:os.system [id]", "'",
    '"', "[[[[[[", "{" * 2000, "9" * 6000, "0x7fffffffffffffffffff", "\x00", "\ud7ff", "a\tb", "- - - -",
    "<<: {a: 1}", "%TAG", "---", "é" * 300, "__import__('os')", "lep_pt > ", "1:30", "1_000", "null",
    "!!binary aGk=", "? x", "|", ">-", "# gone",
)  # fmt: skip


def whole(folder: Path) -> None:
    """A copy of the manifest as it is."""
    shutil.copytree(SOURCE, folder)


def small(folder: Path) -> None:
    """A manifest of the CMS and the tables without a record: everything is in it, and it is read in no time."""
    for part, names in {
        "schema": ("*",),
        "recipes": ("dimuon*", "w-munu*", "four-lepton-cand*", "hww*", "mono*", "diphoton-table*", "two-leptons.yml"),
        "releases": ("cms.yml", "atlas-tables.yml"),
        "samples": ("cms.yml", "atlas-tables.yml"),
        "profiles": ("full.yml",),
    }.items():
        (folder / part).mkdir(parents=True)
        for path in (p for name in names for p in (SOURCE / part).glob(name)):
            shutil.copy(path, folder / part / path.name)
    profile = folder / "profiles" / "full.yml"
    lines = [line for line in profile.read_text(encoding="utf-8").splitlines() if "- {id: atlas13-" not in line]
    profile.write_text("\n".join([*lines, "  - {id: cms7-dimuon-z, max_events: 1000}", ""]), encoding="utf-8")


def sound(profile: manifest.Profile) -> str:
    """What is wrong with a profile that could be read; empty where nothing is."""
    ids = [spec.id for spec in profile.samples]
    if len(ids) != len(set(ids)):
        return "two samples of one name"
    for file in profile.files:
        parts = file.key.split("/")
        if len(parts) != 2 or any(part in {"", ".", ".."} or part.startswith(".") for part in parts):
            return f"key {file.key!r}"
        for edition in file.editions:
            if not (edition.size > 0 and len(edition.adler32) == 8 and int(edition.adler32, 16) >= 0):
                return f"edition {edition!r}"
            if ".." in (edition.path or "").split("/") or ".." in (edition.url or "").split("/"):
                return f"path of {edition!r}"
    for spec in profile.samples:
        if not spec.files or not spec.recipe.branches:
            return f"{spec.id} is empty"
    return ""


def tried(folder: Path, profile: str) -> dict[str, object]:
    """Read the manifest: what came of it, and how long it took in seconds of the processor."""
    started = time.process_time()
    try:
        found = manifest.load(folder, profile)
        budget.Budget.of(found).table()
        answer = {"outcome": "read", "said": sound(found)}
    except manifest.ManifestError as error:
        answer = {"outcome": "refused", "said": str(error)}
    except BaseException as error:
        answer = {"outcome": type(error).__name__, "said": str(error)}
    return {**answer, "seconds": time.process_time() - started}


def table(changes: list[dict[str, str]]) -> list[dict[str, object]]:
    """Each change of the whole manifest: ``file``, what stood there, what comes instead."""
    answers = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "manifest")
        whole(folder)
        for change in changes:
            path = folder / change["file"]
            before = path.read_bytes() if path.is_file() else None
            text = (before or b"").decode()
            if change["was"] not in text:
                answers.append({"outcome": "not there", "said": change["was"], "seconds": 0.0})
                continue
            new = text.replace(change["was"], change["becomes"], 1) if change["was"] else text + change["becomes"]
            path.write_bytes(new.encode("utf-8", "surrogateescape"))
            answers.append(tried(folder, change.get("profile", "starter")))
            if before is None:
                path.unlink()
            else:
                path.write_bytes(before)
    return answers


def mutated(rng: random.Random, text: str) -> bytes:
    """``text`` with one to three things changed."""
    lines = text.split("\n")
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(lines))
        line = lines[at]
        match rng.randrange(8):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, line)
            case 2 | 3 if ":" in line:
                lines[at] = line.split(":", 1)[0] + ": " + rng.choice(NASTY)
            case 4 if "{" in line:
                part = rng.choice(line.split(","))
                lines[at] = line.replace(part, part.split(":")[0] + ": " + rng.choice(NASTY), 1)
            case 5:
                lines[at] = " " * rng.randrange(1, 5) + line
            case 6 if line:
                place = rng.randrange(len(line))
                sign = chr(rng.choice((0, 9, 34, 38, 42, 58, 91, 123, 0x85, 0xFEFF)))
                lines[at] = line[:place] + sign + line[place + 1 :]
            case _:
                lines[at] = rng.choice(NASTY)
        lines = lines or [""]
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    if rng.random() < 0.05:
        place = rng.randrange(max(1, len(data)))
        data = data[:place] + bytes([rng.randrange(128, 256)]) + data[place + 1 :]
    return data


def fuzz(seed: int, count: int) -> dict[str, object]:
    """``count`` changes of the small manifest; every outcome with how often, and each one that must not be."""
    rng = random.Random(seed)
    outcomes: dict[str, int] = {}
    wrong: list[dict[str, object]] = []
    longest = 0.0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "manifest")
        small(folder)
        files = sorted(folder.glob("[!s]*/*.yml")) + sorted(folder.glob("samples/*.yml"))
        unchanged = tried(folder, "full")
        for number in range(count):
            path = rng.choice(files)
            before = path.read_bytes()
            path.write_bytes(mutated(rng, before.decode()))
            answer = tried(folder, "full")
            outcome, said = str(answer["outcome"]), str(answer["said"])
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
            longest = max(longest, float(str(answer["seconds"])))
            named = outcome == "refused" and str(folder) in said and ".yml" in said
            if not (named or (outcome == "read" and not said)):
                wrong.append({"number": number, "file": path.name, "outcome": outcome, "said": said[:500]})
            path.write_bytes(before)
        same = tried(folder, "full")
    return {
        "outcomes": outcomes,
        "wrong": wrong[:10],
        "longest": longest,
        "unchanged": [unchanged["outcome"], same["outcome"], unchanged["said"]],
    }


if __name__ == "__main__":
    if sys.argv[1] == "table":
        print(json.dumps(table(json.loads(sys.argv[2]))))
    else:
        print(json.dumps(fuzz(int(sys.argv[2]), int(sys.argv[3]))))
