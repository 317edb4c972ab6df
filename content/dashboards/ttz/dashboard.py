# %% [markdown]
# # Top quark pairs with a Z boson
#
# Two top quarks and a Z boson at once: rare, and hidden among what is more frequent. Count jets, b jets and leptons.

# %%
from lhcbox import Analyser, language

language.use("en")
Analyser.of("ttz")
