# %% [markdown]
# # Higgs to two photons
#
# Pairs of photons that ATLAS has recorded, most of them background. The curve beside the mass is fitted again at each
# cut.

# %%
from lhcbox import Analyser, language
from lhcbox.checks import Checks

language.use("en")
analyser = Analyser.of("higgs-two-photons")
analyser

# %%
# The numbers that `lhcbox check` compares the evening before a lesson.
sums = analyser.sums()
checks = Checks("higgs-two-photons", kind="dashboard")
checks.record("data", sums["data"])
