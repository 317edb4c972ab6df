# %% [markdown]
# # Higgs to two W bosons at 13 TeV
#
# Two leptons, two neutrinos, no peak: find out which plot gives each background away, without a jet and with one.

# %%
from lhcbox import Analyser, language

language.use("en")
Analyser.of("higgs-ww-13")
