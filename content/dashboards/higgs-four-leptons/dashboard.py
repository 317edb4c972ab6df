# %% [markdown]
# # The Higgs boson in four leptons
#
# **What to do.** Move a slider, or type a number beside it: all plots, counts and tables follow. Points are
# collisions that ATLAS has recorded; the coloured areas are what the simulation predicts, with a hatched band for the
# statistical error of the simulation. The grey band in the first plot is the mass window; the other plots show only
# what lies inside it. Hide the data first and choose the cuts that make S/√B as large as possible; then look.

# %%
import numpy as np

from lhcbox import language
from lhcbox.checks import Checks
from lhcbox.dashboard import Choice, Dashboard, Plot, Switch, Threshold, Window, four_lepton_sources
from lhcbox.dashboard_text import _

language.use("en")
processes = ("zmumu", "zee", "ttbar", "zz", "ggh", "vbf", "wh", "zh")
sources = four_lepton_sources("atlas13-4lep-data", [f"atlas13-4lep-{process}" for process in processes])

# %%
lepton = Choice(
    "lepton",
    _("Lepton in the last plot"),
    {_("1st"): "pt_1", _("2nd"): "pt_2", _("3rd"): "pt_3", _("4th"): "pt_4"},
    default="pt_1",
)
dashboard = Dashboard(
    sources=sources,
    cuts=[
        Choice(
            "channel",
            _("Flavours"),
            {_("all"): "any", "4e": "4e", "4µ": "4mu", "2e2µ": "2e2mu"},
            default="any",
        ),
        Choice(
            "charge",
            _("Total charge"),
            {_("zero"): "charge_zero", _("not zero"): "charge_nonzero", _("any"): "any"},
            default="charge_zero",
        ),
        Threshold("pt_1", _("pT of the 1st lepton"), "pt_1", limits=(0, 60), step=1, default=0, unit="GeV"),
        Threshold("pt_2", _("pT of the 2nd lepton"), "pt_2", limits=(0, 60), step=1, default=0, unit="GeV"),
        Threshold("pt_3", _("pT of the 3rd lepton"), "pt_3", limits=(0, 60), step=1, default=0, unit="GeV"),
    ],
    window=Window(
        "window",
        _("Mass window"),
        "mass",
        limits=(80, 250),
        step=1,
        default=(115, 130),
        presets={_("Higgs boson"): (115, 130), _("one Z"): (80, 100), _("everything"): (80, 250)},
    ),
    switches={
        "data": Switch("data", _("Show the data")),
        "Higgs": Switch("higgs", _("Show the Higgs boson")),
        "ZZ": Switch("zz", _("Show the pairs of Z")),
        "other": Switch("other", _("Show Z with jets and top quarks")),
    },
    views=[lepton],
    plots=[
        Plot(
            key="mass",
            title=_("Mass of the four leptons"),
            quantity=_("mass of the four leptons"),
            unit="GeV",
            columns={"mass": _("four leptons")},
            edges=np.linspace(80, 250, 35),
            events="selected",
            ratio=True,
        ),
        Plot(
            key="z1",
            title=_("First pair in the window: nearest to the Z"),
            quantity=_("mass of the first pair"),
            unit="GeV",
            columns={"z1": _("first pair")},
            edges=np.linspace(40, 112, 19),
        ),
        Plot(
            key="z2",
            title=_("Second pair in the window"),
            quantity=_("mass of the second pair"),
            unit="GeV",
            columns={"z2": _("second pair")},
            edges=np.linspace(0, 120, 25),
        ),
        Plot(
            key="pt",
            title=_("Transverse momentum of one lepton in the window"),
            quantity=_("transverse momentum pT"),
            unit="GeV",
            columns=lepton,
            edges=np.linspace(0, 120, 25),
        ),
    ],
)
dashboard.show()

# %%
# The numbers that `lhcbox check` compares the evening before a lesson.
checks = Checks("higgs-four-leptons", kind="dashboard")
checks.record("events", dashboard.numbers.total)
checks.record("selected", dashboard.numbers.selected)
checks.record("selected_pt", dashboard.numbers_with(pt_1=30, pt_2=20, pt_3=10).selected)
