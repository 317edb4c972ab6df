"""The answers of the teacher's notes pass every step of every guided activity, on the pages of the stick."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

# What a teacher would set at each step, as a page's address says it. An end that is left out is the end of the axis.
HWW_0, HWW_1 = "c.channel=3&c.btag=1&c.njets=1", "c.channel=3&c.btag=1&c.njets=2"
PAIRS = "c.channel=1,2,3&c.charge=1"
GOOD = "c.pt1=50~160&c.pt2_over_mass=0.35~0.7"
BARREL = "c.eta1=0~1.37&c.eta2=0~1.37"
REGION = "c.z_mass=81~101"
ANSWERS = {
    "higgs-ww": {
        "separate": [
            "c.channel=3",
            HWW_0,
            f"{HWW_0}&c.mll=0~80&c.dphi_ll=0~130",
            f"{HWW_0}&c.mll=0~55&c.dphi_ll=0~100",
        ],
        "beat": [
            f"{HWW_1}&c.mll=0~70&c.pt_ll=30~200&c.dphi_ll=0~80",
            f"{HWW_1}&c.mll=0~50&c.pt_ll=40~200",
            f"{HWW_1}&c.mll=0~50&c.dphi_ll=0~80&f=0.1",
        ],
    },
    "dark-matter": {
        "separate": [
            "c.mll=81~101&c.bjets=1",
            "c.mll=81~101&c.bjets=1&c.over_ht=0.65~1.3",
            "c.mll=81~101&c.bjets=1&c.over_ht=0.65~1.3&c.etmiss=150~380",
        ],
        "beat": [
            "c.mll=81~101&c.bjets=1&c.etmiss=90~380",
            "c.mll=81~101&c.bjets=1&c.etmiss=90~380&c.over_ht=0.65~1.3",
            "c.mll=81~101&c.bjets=1&c.etmiss=120~380&c.over_ht=0.7~1.3&f=0.1",
        ],
    },
    "higgs-four-leptons": {
        "find": [f"{PAIRS}&h=data", f"{PAIRS}&c.m4l=115~130&h=data", f"{PAIRS}&c.m4l=115~130&h=", f"{PAIRS}&h="],
        "beat": [
            f"{PAIRS}&c.m4l=115~130&c.pt1=30~200&c.pt2=20~120&c.pt3=10~80&h=data",
            f"{PAIRS}&c.m4l=115~130&c.pt1=30~200&c.pt2=20~120&c.pt3=10~80&c.z1=50~120&c.z2=12~120&h=data",
            f"{PAIRS}&c.m4l=121~128&c.z1=50~120&c.z2=12~120&h=",
        ],
    },
    "dimuon-spectrum": {
        "find": ["c.light=2.9~3.3", "c.heavy=80~100", "c.light=9~10.7"],
        "background": ["c.charge=2", "c.charge=1&c.light=2.9~3.3", "c.charge=2&c.light=2.9~3.3"],
    },
    "higgs-two-photons": {
        "bump": [GOOD, f"{GOOD}&{BARREL}", f"{GOOD}&{BARREL}&c.mass=120~130"],
        "look": ["c.pt_pair=20~120", "c.pt_pair=0~20"],
    },
    "ttz": {
        "rare": [
            f"{REGION}&h=data",
            f"{REGION}&c.jets=4,5&h=data",
            f"{REGION}&c.jets=4,5&c.b_jets=2,3&h=data",
            f"{REGION}&c.jets=4,5&c.b_jets=2,3&h=",
        ],
        "beat": [f"{REGION}&c.b_jets=2,3&h=data", f"{REGION}&c.b_jets=2,3&c.jets=3,4,5&f=0.2&h=data"],
    },
}
REAL = {"higgs-ww": "atlas8-hww-table", "dark-matter": "atlas13-monoz-zz", "higgs-four-leptons": "atlas13-4lep-data"}
"""Analysers whose answers hold for the real sample."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page without a network."""
    context = browser.new_context(offline=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("slug", ANSWERS)
def test_the_teacher_s_answers_pass_every_step(root: Path, share: Path, page: Page, slug: str) -> None:
    catalogue = json.loads((share / "data" / "catalogue.json").read_text(encoding="utf-8"))
    real = {sample["id"]: sample["real"] for sample in catalogue["samples"]}
    if slug in REAL and not real[REAL[slug]]:
        pytest.skip("the answers hold for the real sample")
    activities = json.loads((share / "analysers" / slug / "en.json").read_text(encoding="utf-8"))["activities"]
    guide = page.locator(".an-guide")
    assert [activity["key"] for activity in activities] == list(ANSWERS[slug])
    for activity in activities:
        page.goto("about:blank")
        page.goto((root / "build" / "stick" / "analysers" / f"{slug}.en.html").as_uri())
        guide.get_by_role("button", name=activity["title"], exact=True).click()
        answers = ANSWERS[slug][activity["key"]]
        for number, (step, answer) in enumerate(zip(activity["steps"], answers, strict=True)):
            expect(guide).to_contain_text(step["text"])
            expect(guide).not_to_contain_text(step["right"])
            page.evaluate("hash => { location.hash = hash; }", f"{answer}&a={activity['key']},{number}")
            expect(guide).to_contain_text(step["right"])
            guide.get_by_role("button", name="Next step" if number + 1 < len(answers) else "Finish").click()
