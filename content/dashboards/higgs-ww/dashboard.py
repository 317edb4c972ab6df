# %% [markdown]
# # Higgs to two W bosons
#
# A Higgs boson that decays into two W bosons makes no peak: both neutrinos escape. Cut on the plots, and see which
# background goes away and what it costs.

# %%
from lhcbox import Analyser, language
from lhcbox.checks import Checks

language.use("en")
analyser = Analyser.of("higgs-ww")
analyser

# %%
# The numbers that `lhcbox check` compares the evening before a lesson.
sums = analyser.sums()
checks = Checks("higgs-ww", kind="dashboard")
checks.record("higgs", sums["higgs"])
checks.record("ww", sums["ww"])
