# %% [markdown]
# # Dark matter beside a Z boson
#
# Dark matter leaves no trace, but a Z boson that recoils against it does. Cut on the plots until the signal stands out
# of what looks like it.

# %%
from lhcbox import Analyser, language
from lhcbox.checks import Checks

language.use("en")
analyser = Analyser.of("dark-matter")
analyser

# %%
# The numbers that `lhcbox check` compares the evening before a lesson.
sums = analyser.sums()
checks = Checks("dark-matter", kind="dashboard")
checks.record("dm", sums["dm"])
checks.record("zz", sums["zz"])
