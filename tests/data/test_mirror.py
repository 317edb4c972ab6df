"""A mirror: any folder tree; what it has is taken if it is a known edition, and named if it is not."""

from data.conftest import Bench


def put(bench: Bench, place: str, content: bytes) -> None:
    """A file in the mirror."""
    path = bench.folder / "mirror" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_a_file_deep_in_a_mirror_is_found_and_the_portal_is_not_asked(bench: Bench) -> None:
    for name, content in bench.contents.items():
        put(bench, f"anything/below/{name}", content)
    bench.fetch("--mirror", str(bench.folder / "mirror"))
    assert {item["origin"] for item in bench.summary()["files"]} == {"mirror"}
    assert (bench.portal.heads, bench.portal.gets) == (0, [])


def test_what_the_mirror_lacks_comes_from_the_portal(bench: Bench) -> None:
    put(bench, "one.csv", bench.contents["one.csv"])
    bench.fetch("--mirror", str(bench.folder / "mirror"))
    assert [item["origin"] for item in bench.summary()["files"]] == ["mirror", "portal"]


def test_a_corrupted_file_in_a_mirror_is_named_and_never_used(bench: Bench) -> None:
    content = bytearray(bench.contents["one.csv"])
    content[5] ^= 0xFF
    put(bench, "old/one.csv", bytes(content))
    done = bench.fetch("--mirror", str(bench.folder / "mirror"), "--offline")
    assert f"{bench.folder}/mirror/old/one.csv: corrupted" in done.stdout
    assert "Copy it again or delete it" in done.stdout
    assert bench.kept("one.csv") is None


def test_an_incomplete_file_in_a_mirror_is_named_and_never_used(bench: Bench) -> None:
    put(bench, "one.csv", bench.contents["one.csv"][:-1])
    done = bench.fetch("--mirror", str(bench.folder / "mirror"), "--offline")
    assert "199999 bytes, but one.csv of record 545 has 200000" in done.stdout
    assert bench.kept("one.csv") is None


def test_a_good_copy_beside_a_corrupted_one_is_used(bench: Bench) -> None:
    put(bench, "a/one.csv", bench.contents["one.csv"][:-1])
    put(bench, "b/one.csv", bench.contents["one.csv"])
    bench.fetch("--mirror", str(bench.folder / "mirror"), "--offline")
    assert bench.kept("one.csv") == bench.contents["one.csv"]


def test_a_mirror_that_is_not_there_is_an_error(bench: Bench) -> None:
    done = bench.fetch("--mirror", str(bench.folder / "nowhere"), check=False)
    assert done.returncode == 1
    assert "nowhere: there is no such folder" in done.stdout
