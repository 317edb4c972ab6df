# %% [markdown]
# # Two muons and what they came from
#
# **What to do.** Move a slider, or type a number beside it: all four plots and the counts follow. The grey band in
# the first plot is the mass window; the other plots show only what lies inside it. Try the window buttons and find
# out with what transverse momentum and in which direction the muons of each particle fly. Then ask for two muons of
# the same charge: which peaks remain, and why?

# %%
import numpy as np

from lhcbox import language
from lhcbox.checks import Checks
from lhcbox.dashboard import Choice, Dashboard, Plot, Threshold, Window, dimuon_source
from lhcbox.dashboard_text import _

language.use("en")
muons = dimuon_source("cms8-dimuon")

# %%
dashboard = Dashboard(
    sources=[muons],
    cuts=[
        Choice(
            "charge",
            _("Charges of the two muons"),
            {_("opposite"): "opposite", _("same"): "same", _("both"): "any"},
            default="opposite",
        ),
        Threshold("pt_1", _("pT of the harder muon"), "pt_1", limits=(0, 60), step=0.5, default=0, unit="GeV"),
        Threshold("pt_2", _("pT of the softer muon"), "pt_2", limits=(0, 60), step=0.5, default=0, unit="GeV"),
        Threshold("eta", _("|η| of both muons"), "abs_eta", limits=(0.1, 2.5), step=0.1, default=2.5, keep="below"),
    ],
    window=Window(
        "window",
        _("Mass window"),
        "mass",
        limits=(0.25, 300),
        step=0.01,
        default=(80, 100),
        log=True,
        presets={
            "φ": (0.9, 1.15),
            "J/ψ": (2.9, 3.3),
            "ψ(2S)": (3.55, 3.85),
            "ϒ": (9, 10.6),
            "Z": (80, 100),
            _("everything"): (0.25, 300),
        },
    ),
    plots=[
        Plot(
            key="spectrum",
            title=_("The whole spectrum"),
            quantity=_("mass of the two muons"),
            unit="GeV",
            columns={"mass": _("pairs of muons")},
            edges=np.geomspace(0.25, 300, 161),
            events="selected",
            log=True,
            marks={"ρ, ω": 0.78, "φ": 1.02, "J/ψ": 3.10, "ψ(2S)": 3.69, "ϒ": 9.46, "Z": 91.2},
        ),
        Plot(
            key="zoom",
            title=_("The mass window"),
            quantity=_("mass of the two muons"),
            unit="GeV",
            columns={"mass": _("pairs of muons")},
            bins=50,
        ),
        Plot(
            key="pt",
            title=_("Transverse momentum of the muons in the window"),
            quantity=_("transverse momentum pT"),
            unit="GeV",
            columns={"pt_1": _("harder muon"), "pt_2": _("softer muon")},
            edges=np.linspace(0, 100, 51),
        ),
        Plot(
            key="eta",
            title=_("Direction of the muons in the window"),
            quantity=_("pseudorapidity η"),
            unit="",
            columns={"eta_1": _("harder muon"), "eta_2": _("softer muon")},
            edges=np.linspace(-2.6, 2.6, 53),
        ),
    ],
)
dashboard.show()

# %%
# The numbers that `lhcbox check` compares the evening before a lesson.
checks = Checks("dimuon-spectrum", kind="dashboard")
checks.record("events", dashboard.numbers.total)
checks.record("selected", dashboard.numbers.selected)
checks.record("z_window", dashboard.numbers.in_window)
checks.record("jpsi_window", dashboard.numbers_with(window=(2.9, 3.3)).in_window)
