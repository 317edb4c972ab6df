# %% [markdown]
# # Top quark pairs with a Z boson, in two leptons
#
# The Z becomes two leptons, the top quarks become jets. Count jets and b jets, and mind the missing momentum.

# %%
from lhcbox import Analyser, language

language.use("en")
Analyser.of("ttz-two-leptons")
