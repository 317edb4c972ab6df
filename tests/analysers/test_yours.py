"""An analyser of one's own: samples of the box chosen in the page, tables that never leave the browser."""

import json
import math
import re
import runpy
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from boxes import Box
from visitor import Visitor, wait_until

PATH = "/dash/yours"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WORDS = {
    "en": {"show": "Show", "add": "Add", "table": "A table of yours", "save": "Save as analyser.yml"},
    "es": {"show": "Mostrar", "add": "Añadir", "table": "Una tabla tuya", "save": "Guardar como analyser.yml"},
}
FOUR = "atlas13-4lep-zz,atlas13-4lep-zee,atlas13-4lep-ttbar,atlas13-4lep-ggh,atlas13-4lep-data"
FOUR_LEPTONS = f"{PATH}?s={FOUR}&g=atlas13-4lep-ggh&v=lep.system~~80~250~34&v=lep_pt~leading&v=lep_charge~sum"
SUMS = """([key, group]) => {
  const { engine } = window.lhcboxAnalyser;
  const { sum } = engine.fine(key);
  const variable = engine.pack.variables.find((each) => each.key === key);
  const bins = variable.n / group;
  return Object.fromEntries(engine.pack.processes.map(({ key: name, scale }, p) => [
    name,
    Array.from({ length: bins }, (_, bin) => {
      let all = 0;
      for (let step = 0; step < group; step++) all += sum[p * (variable.n + 3) + 1 + bin * group + step];
      return all * scale;
    }),
  ]));
}"""


@pytest.fixture(scope="module")
def reference(tools_run: Callable[..., Any]) -> Callable[..., Any]:
    """``reference("dimuon")`` is what ``yours_reference.py`` prints in the bake's Python."""

    def run(*arguments: object) -> Any:
        done = tools_run("python", "-W", "error", "tests/analysers/yours_reference.py", *map(str, arguments))
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def mounted(page: Page) -> None:
    """Wait for the plots; the page's policy forbids what Playwright waits for a value with."""
    page.locator(".ys-result canvas").first.wait_for(state="attached", timeout=60_000)


def shown(page: Page, lang: str = "en") -> None:
    """Press the button, and wait for the plots."""
    page.get_by_role("button", name=WORDS[lang]["show"], exact=True).click()
    expect(page.locator(".ys-result h2").first).to_be_focused(timeout=60_000)
    mounted(page)


def add(page: Page, quantity: str, lang: str, take: str = "") -> None:
    """Choose a variable."""
    page.select_option("#ys-quantity", quantity)
    if take:
        page.select_option("#ys-take", take)
    page.get_by_role("button", name=WORDS[lang]["add"], exact=True).click()


def file(name: str, text: str | bytes) -> Any:
    """A file for a chooser."""
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode() if isinstance(text, str) else text}


# Samples of the box ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "es"])
def test_two_muons_chosen_by_hand_are_those_that_python_counts(
    visit: Visitor, reference: Callable[..., Any], lang: str
) -> None:
    page = visit(PATH, lang=lang)
    page.locator("#ys-search").fill("dimuon 2012")
    page.locator(".ys-family li:visible input").check()
    add(page, "Muon.pair", lang)
    add(page, "Muon_pt", lang, "leading")
    ends = page.locator(".ys-chosen").last.locator("input")
    for number, typed in enumerate(("0", "120", "60", "0", "100", "50")):
        ends.nth(number).fill(typed)
    page.locator(".ys-more summary").click()
    page.locator("#ys-keep").fill("count(Muon_pt) == 2")
    shown(page, lang)
    expected = reference("dimuon")
    assert page.evaluate("window.lhcboxAnalyser.engine.totals().count[0]") == expected["events"]
    assert page.evaluate(SUMS, ["muon_pair", 5])["data"] == expected["mass"]
    page.evaluate("window.lhcboxAnalyser.state.setCut('muon_pair', { from: 200, to: 250 })")
    page.evaluate("window.lhcboxAnalyser.flush()")
    assert page.evaluate(SUMS, ["muon_pt_leading", 5])["data"] == expected["pt"]
    assert "CMS" in page.locator(".an-stamp").inner_text()
    assert "c.muon_pair=80~100" in page.url
    other = visit(page.url.partition(visit.origin)[2], lang=lang)  # the address alone makes the same
    mounted(other)
    assert other.evaluate(SUMS, ["muon_pt_leading", 5])["data"] == expected["pt"]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_four_leptons_have_the_weights_of_the_data_s_luminosity(
    visit: Visitor, reference: Callable[..., Any], lang: str
) -> None:
    page = visit(FOUR_LEPTONS, lang=lang)
    mounted(page)
    found = page.evaluate(SUMS, ["lep_system", 5])
    expected = reference("four")
    assert set(found) == set(expected)
    for process, sums in expected.items():
        assert found[process] == pytest.approx(sums, rel=2e-3, abs=2e-3 * max(sums)), process
        assert sum(found[process]) == pytest.approx(sum(sums), rel=1e-4)
    stamp = page.locator(".an-stamp").inner_text()
    assert ("10.1" if lang == "en" else "10,1") in stamp
    assert ("practice" if lang == "en" else "práctica") in stamp
    titles = page.locator(".ys-result .an-plot h3").all_inner_texts()
    assert titles[0].startswith("Mass of all" if lang == "en" else "Masa de tod")


def test_samples_of_a_family_are_chosen_at_once_and_say_what_they_are(visit: Visitor, share: Path) -> None:
    catalogue = json.loads((share / "data" / "catalogue.json").read_text(encoding="utf-8"))
    known = {
        each["id"]: ("data" if each["kind"] == "data" else "simulation", each["real"]) for each in catalogue["samples"]
    }
    page = visit(PATH)
    page.locator("#ys-search").fill("atlas13-4lep-")
    family = page.locator(".ys-family:visible")
    expect(family).to_have_count(1)
    family.get_by_role("button").click()
    chosen = page.locator(".ys-samples .ys-chosen li")
    assert chosen.count() == 10
    for sample in chosen.all():
        manner = sample.locator(".badge").inner_text()
        kind, real = known[sample.get_attribute("data-sample") or ""]
        assert manner == (kind if real else "practice")
        assert sample.get_by_label("is the signal").count() == (kind != "data")
    page.locator("#ys-search").fill("no such thing")
    expect(page.locator(".ys-family:visible")).to_have_count(0)
    expect(page.locator(".ys-samples")).to_contain_text("No sample is called like that.")


def test_without_data_the_luminosity_is_asked_for(visit: Visitor) -> None:
    page = visit(f"{PATH}?s=atlas13-4lep-zz&v=lep_n&l=3")
    mounted(page)
    assert "3 fb" in page.locator(".an-stamp").inner_text()
    page.locator(".ys-form > summary").click()
    page.locator("#ys-luminosity").fill("many")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".ys-alert")).to_have_text("“many” is no luminosity. Write a number above zero.")
    page.locator("#ys-luminosity").fill("30")
    shown(page)
    assert "l=30" in page.url
    assert "30 fb" in page.locator(".an-stamp").inner_text()


def test_the_other_language_gets_choice_and_cuts(visit: Visitor) -> None:
    page = visit(FOUR_LEPTONS + "#c.lep_system=115~130")
    mounted(page)
    page.locator('a[hreflang="es"]').click()
    page.wait_for_url("**lang=es**")
    mounted(page)
    assert page.evaluate("window.lhcboxAnalyser.state.hash()") == "c.lep_system=115~130"
    assert page.locator("html").get_attribute("lang") == "es"


def test_it_is_saved_as_a_file_that_makes_the_same_analyser(
    visit: Visitor, reference: Callable[..., Any], root: Path
) -> None:
    kept = reference("kept")
    assert kept["same"]
    assert kept["differ"] == []
    assert kept["kinds"]["atlas13_4lep_ggh"] == "signal"
    assert kept["stamps"][0] == kept["stamps"][1]
    page = visit(FOUR_LEPTONS)
    mounted(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=WORDS["en"]["save"]).click()
    assert waiting.value.suggested_filename == "analyser.yml"
    text = waiting.value.path().read_text(encoding="utf-8")
    assert "values: system_mass(lep_pt, lep_eta, lep_phi, lep_E) / 1000" in text
    assert str(root) not in text


def test_of_more_events_than_fit_a_known_part_is_shown(reference: Callable[..., Any]) -> None:
    told = reference("thinned")
    every = math.ceil(told["events"][0] / 5000)
    assert every > 1
    assert told["events"][1] <= 5000
    whole, part = told["sums"]
    for process in whole:
        assert part[process] * every == pytest.approx(whole[process], rel=0.05)
    luminosity = 10.064  # 1/fb, of periods A to D of 2016
    assert told["stamps"] == [f"√s = 13 TeV, {luminosity / part:.3g} fb⁻¹" for part in (1, every)]
    assert told["notes"][0] == []
    assert f"one in {every}" in told["notes"][1][0]


# Choices that can't be ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_bad_choice_gets_a_sentence(reference: Callable[..., Any], lang: str) -> None:
    said = reference("refused", lang)
    for name, sentence in said.items():
        assert len(sentence) > 20, name
        assert "Traceback" not in sentence
        assert "/src" not in sentence
        assert len(sentence) < 700, name
    assert "cms8-dimuon" in said["unknown"]
    assert "Muon_pt" in said["branch"]
    assert "400" in said["giant"]
    assert ("9 variables are chosen" if lang == "en" else "Has elegido 9 variables") in said["nine"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("s=nonsense&v=nMuon", "There is no sample “nonsense”"),
        ("s=../../etc/passwd&v=nMuon", "There is no sample “../../etc/passwd”"),
        ("s=cms8-dimuon&v=lep_pt~leading", "has no “lep_pt”"),
        ("s=cms8-dimuon&e=x~~~~~__import__(%27os%27)", "has no place in an expression"),
        ("s=cms8-dimuon&e=x~~~~~" + "nMuon%2B" * 700 + "1", "at most 400 characters"),
        ("s=cms8-dimuon" + "&v=nMuon" * 9, "9 variables are chosen"),
        ("s=cms8-dimuon&v=nMuon~~NaN~1~5", "makes no sense here (v=nMuon~~NaN~1~5)"),
        ("s=cms8-dimuon&v=nMuon~~5~1~5", "the axis needs two numbers"),
        ("s=cms8-dimuon&v=nMuon&k=%E0%A4%A", "makes no sense here (k=%E0%A4%A)"),
        ("s=cms8-dimuon&v=%3Cimg%20src=x%20onerror=alert(1)%3E", "has no “<img src=x onerror=alert(1)>”"),
    ],
)
def test_an_address_with_nonsense_says_so(visit: Visitor, query: str, says: str) -> None:
    page = visit(f"{PATH}?{query}")
    expect(page.locator(".ys-alert")).to_contain_text(says, timeout=60_000)
    expect(page.locator(".ys-form")).to_have_attribute("open", "")
    assert page.locator(".ys-alert img").count() == 0


def test_only_finite_json_objects_are_taken(box: Box) -> None:
    for body in ("[]", "1", "{", '{"samples": [NaN]}', "x" * 70_000):
        answer = httpx.post(f"{box.url}/dash/ask/yours", content=body)
        assert answer.status_code == 400, body[:20]


def test_a_choice_without_anything_says_what_is_missing(visit: Visitor) -> None:
    page = visit(PATH)
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".ys-alert")).to_have_text("No sample is chosen. Choose at least one.")
    page.locator("#ys-search").fill("dimuon 2012")
    page.locator(".ys-family li:visible input").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".ys-alert")).to_have_text("No variable is chosen. Choose at least one.")
    for take in ("leading", "second", "third", "largest", "smallest", "sum", "number"):
        add(page, "Muon_pt", "en", take)
    add(page, "Muon_pt", "en", "sum")
    expect(page.locator(".ys-alert")).to_have_text("This variable is chosen already.")
    add(page, "nMuon", "en")
    add(page, "Muon.pair", "en")
    expect(page.locator(".ys-alert")).to_have_text("At most 8 variables can be shown. Take one out first.")


# Tables of the reader's -----------------------------------------------------------------------------------------------

ROWS = [(80 + number % 37 + 0.25, number % 4, "signal" if number % 5 == 0 else "rest") for number in range(400)]
PLAIN = "mass,jets,kind\n" + "".join(f"{mass},{jets},{kind}\n" for mass, jets, kind in ROWS)
GOOD = {
    "commas": PLAIN,
    "semicolons and decimal commas": PLAIN.replace(",", ";").replace(".", ","),
    "tabs, Windows, a mark": "\ufeff" + PLAIN.replace(",", "\t").replace("\n", "\r\n"),
    "old Macs, quotes": re.sub(r"([a-z]+)", r'"\1"', PLAIN).replace("\n", "\r"),
    "spaces, remarks, empty lines": "# of mine\n\n" + PLAIN.replace(",", " , ").replace("\n", "\n\n", 5),
    "UTF-16": ("\ufeff" + PLAIN).encode("utf-16-le"),
}
WRONG = {
    "": "The file is empty",
    "mass,jets\n": "no rows",
    "mass,jets\n1,2\n3\n": "Line 3 has 1 cells, and the first line has 2",
    "mass,jets\n1,2\n3,4,5\n": "Line 3 has 3 cells",
    "mass\n1\n2\n# note\n3x\n4\n": "Line 5: “3x” in column “mass” is no number",
    'mass,name\n1,"a\n2,b\n': "Line 2: a quotation mark has no partner",
    'mass,name\n1,"a"b\n': "Line 2: a quotation mark",
    "mass;jets\n1,5;2\n1.5;3\n": "Line 2 writes decimals with a comma, line 3 with a point",
    "mass;jets\n1.234,5;2\n2;3\n3;4\n": "Line 2: “1.234,5” in column “mass” is no number",
    "name\na\nb\n": "No column of the file holds numbers",
    "PK\x03\x04\x00\x00": "This is no text",
    ",".join(map(str, range(300))) + "\n": "The file has 300 columns",
}


@pytest.fixture(scope="module")
def stick(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the bake made for a stick."""
    made = tmp_path_factory.mktemp("memoria") / "Física (1º)"
    shutil.copytree(root / "build" / "stick", made)
    return made


@pytest.fixture
def alone(browser: Browser, stick: Path) -> Iterator[Callable[..., Page]]:
    """``alone("es")`` opens the page of the stick; at its end the test fails where anything was asked for."""
    asked: list[str] = []
    troubles: list[str] = []
    context = browser.new_context(offline=True)
    context.on("request", lambda request: asked.append(request.url))
    context.on("page", lambda page: page.on("pageerror", lambda error: troubles.append(str(error))))

    def opened(lang: str = "en") -> Page:
        page = context.new_page()
        page.goto((stick / "analysers" / f"yours.{lang}.html").as_uri())
        return page

    yield opened
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert troubles == []


@pytest.mark.parametrize("name", GOOD)
def test_tables_of_every_kind_are_read_from_the_stick(alone: Callable[..., Page], name: str) -> None:
    page = alone()
    page.locator("#ys-file").set_input_files(file("masses.csv", GOOD[name]))
    expect(page.locator(".ys-table")).to_contain_text("“masses.csv”: 400 rows, 3 columns.")
    page.select_option("#ys-processes", label="kind")
    ends = page.locator(".ys-chosen").last.locator("input")
    for number, typed in enumerate(("80", "120", "40")):
        ends.nth(number).fill(typed)
    shown(page)
    expected = {kind: [0] * 40 for kind in ("rest", "signal")}
    for mass, _jets, kind in ROWS:
        expected[kind][int(mass - 80)] += 1
    assert page.evaluate(SUMS, ["v1", 5]) == {"p1": expected["rest"], "p2": expected["signal"]}
    assert sum(page.evaluate(SUMS, ["v2", 1])["p1"]) == 320
    titles = page.locator(".ys-result .an-plot h3").all_inner_texts()
    assert titles == ["mass", "jets", "kind"]


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_table_is_told_with_its_line(alone: Callable[..., Page], text: str) -> None:
    page = alone()
    page.locator("#ys-file").set_input_files(file("wrong.csv", text))
    expect(page.locator(".ys-alert")).to_contain_text(WRONG[text])
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".ys-alert")).not_to_be_empty()


def test_weights_and_missing_values_count_as_they_should(alone: Callable[..., Page]) -> None:
    page = alone()
    text = "x,w\n1.5,0.5\nNaN,2\n,1\n2.5,-0.25\n-,1\ninf,3\n"
    page.locator("#ys-file").set_input_files(file("w.csv", text))
    page.select_option("#ys-weights", label="w")
    ends = page.locator(".ys-chosen").last.locator("input")
    for number, typed in enumerate(("0", "5", "5")):
        ends.nth(number).fill(typed)
    shown(page)
    assert page.evaluate(SUMS, ["v1", 5])["rows"] == pytest.approx([0, 0.5, -0.25, 0, 0], abs=1e-4)
    assert page.evaluate("window.lhcboxAnalyser.engine.totals().count[0]") == 6
    page.locator("#ys-file").set_input_files(file("w.csv", "x,w\n1.5,0.5\n2.5,NaN\n3.5,1\n"))
    page.select_option("#ys-weights", label="w")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".ys-alert")).to_contain_text("1 of 3 weights are no numbers")


def test_a_table_is_dropped_and_stays_in_the_browser(visit: Visitor) -> None:
    page = visit(PATH)
    page.get_by_label(WORDS["en"]["table"]).check()
    before = len(visit.requests)
    page.locator(".ys-drop").evaluate(
        """(zone, text) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([text], "dropped.csv", { type: "text/csv" }));
          zone.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }""",
        PLAIN,
    )
    expect(page.locator(".ys-table")).to_contain_text("“dropped.csv”: 400 rows")
    shown(page)
    assert len(visit.requests) == before


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_stick_says_why_there_are_no_samples_and_leads_on(
    alone: Callable[..., Page], stick: Path, lang: str
) -> None:
    page = alone(lang)
    page.locator('input[value="box"]').check()
    links = page.locator(".ys-samples a")
    others = {path.name.split(".")[0] for path in (stick / "analysers").glob("*.html")} - {"yours"}
    assert links.count() == len(others)
    links.first.click()
    page.locator("canvas").first.wait_for(state="attached")


# The same in Python and in the browser --------------------------------------------------------------------------------

NUMBERS = """
globalThis.tried = ({ values, variable: [kind, n, low, high], weights }) => {
  const odd = { nan: NaN, inf: Infinity, "-inf": -Infinity };
  const given = Float64Array.from(values, (text) => odd[text] ?? Number(text));
  const axis = proposed(given);
  const { low: from, high: to, n: steps, group, digits } = gridOf(axis);
  const found = codes({ kind, n, low, high }, given);
  const kept = wholeWeights(weights);
  return {
    few: valuesOf(given), axis, grid: [from, to, steps, group, digits],
    codes: [...found], bytes: found.BYTES_PER_ELEMENT,
    whole: kept && [kept.scale, kept.sum],
    steps: kept && [...(kept.whole ?? weights.map(() => 1))].sort((a, b) => a - b),
  };
};
"""


def test_columns_are_divided_as_python_divides_them(
    browser: Browser, root: Path, reference: Callable[..., Any]
) -> None:
    names = ("codes", "wholeWeights", "valuesOf", "proposed", "gridOf")
    joined = runpy.run_path(str(root / "content/lhcbox/analyser/bundle.py"))["bundle"](public=names)
    context = browser.new_context()
    page = context.new_page()
    page.add_script_tag(content=joined + NUMBERS, type="module")
    wait_until(page, "Boolean(globalThis.tried)")
    for seed in range(4):
        for case in reference("columns", seed):
            found = page.evaluate("(given) => tried(given)", {k: case[k] for k in ("values", "variable", "weights")})
            for what in ("few", "grid", "axis", "codes", "bytes", "steps"):
                assert found[what] == case[what], (seed, what)
            assert found["whole"] == pytest.approx(case["whole"], rel=1e-12)
    context.close()


# For everybody --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(visit: Visitor, lang: str, scheme: str) -> None:
    page = visit(FOUR_LEPTONS, lang=lang, color_scheme=scheme)
    mounted(page)
    page.locator(".ys-form > summary").click()
    page.locator(".ys-family summary").first.click()
    page.locator(".ys-more summary").click()
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("lang", ["en", "es"])
def test_it_fits_a_telephone_and_a_keyboard_is_enough(visit: Visitor, lang: str) -> None:
    page = visit(PATH, lang=lang, width=360, has_touch=True)
    page.locator("#ys-search").focus()
    page.keyboard.type("dimuon 2012")
    page.locator(".ys-family li:visible input").focus()
    page.keyboard.press("Space")
    add(page, "Muon.pair", lang)
    visit.screenshot(page, f"yours-choose-{lang}-360")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name=WORDS[lang]["show"], exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ys-result h2").first).to_be_focused(timeout=60_000)
    mounted(page)
    visit.screenshot(page, f"yours-{lang}-360")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for button in page.locator(".ys-form button:visible").all():
        size = button.bounding_box()
        assert size
        assert min(size["width"], size["height"]) >= 24


def test_the_first_page_leads_to_it(visit: Visitor) -> None:
    page = visit("/")
    page.locator(f'.card a[href="{PATH}"]').click()
    expect(page.locator("h1")).to_have_text("Your own analyser")
    expect(page.locator(".ys-families")).to_be_visible()


def test_every_sample_of_the_box_is_offered(share: Path) -> None:
    page = (share / "analysers" / "yours" / "en.html").read_text(encoding="utf-8")
    held = json.loads(re.search(r'id="analyser-page">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    ids = [sample["id"] for family in held["choices"]["families"] for sample in family["samples"]]
    catalogue = json.loads((share / "data" / "catalogue.json").read_text(encoding="utf-8"))
    assert sorted(ids) == sorted(sample["id"] for sample in catalogue["samples"])
