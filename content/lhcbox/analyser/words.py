"""Every word that an analyser's page shows of its own, in the reader's language.

The texts of one analyser (titles, activities) stand in its declaration. Phrases with a number that decides about their
form have one entry for each form, named as ``Intl.PluralRules`` does: ``means.recorded.one``, ``means.recorded.other``.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from lhcbox.analyser.words_chart import WORDS as CHART
from lhcbox.language import gettext

DOMAIN = "analyser"


def _(message: str) -> str:
    """Marks ``message`` for the translators; ``words`` translates it."""
    return message


PAGE: Mapping[str, str] = MappingProxyType(
    {
        "page.skip": _("Skip to the content"),
        "page.home": _("First page"),
        "page.language": _("Language"),
        "page.wait": _("The plots are being prepared."),
        "page.late": _(
            "If nothing else appears here, this browser is too old for the page. It needs Firefox 113, Chrome or Edge"
            " 94, Safari 16.4 or a later one."
        ),
        "page.noscript": _("This page computes in the browser and needs JavaScript, which is switched off here."),
        "page.sources": _("What is in this page"),
        "page.real": _("real"),
        "page.practice": _("practice"),
        "page.foot": _("Everything is computed in your browser; nothing is sent anywhere."),
        "page.foot.ask": _(
            "Everything is computed in your browser; only where you ask Python, the heights of one histogram go to"
            " this box."
        ),
        "page.live": _("Open the live version, with Python behind it"),
    }
)
"""What stands in the page before its script runs."""

APP: Mapping[str, str] = MappingProxyType(
    {
        "load.reading": _("Reading the events …"),
        "load.drawing": _("Drawing the plots …"),
        "load.again": _("Try again"),
        "close": _("Close this notice"),
        "tools": _("Undo and start again"),
        "undo": _("Undo"),
        "undo.title": _("Undo the last change (Ctrl+Z)"),
        "redo": _("Redo"),
        "redo.title": _("Redo what was undone (Ctrl+Shift+Z)"),
        "reset": _("Start again"),
        "reset.title": _("Everything back to the start: no cuts, data as at first"),
        "figures.title": _("After your cuts"),
        "figures.explain": _("Explain"),
        "figures.signal": _("Signal S"),
        "figures.background": _("Background B"),
        "figures.expected": _("Expected"),
        "figures.data": _("Data"),
        "figures.ratio": _("S/B"),
        "figures.root": _("S/√B"),
        "figures.asimov": _("Significance (Asimov)"),
        "figures.uncertainty": _("Background known to within"),
        "look.hidden": _("hidden"),
        "look.button": _("Look at the data"),
        "look.hide": _("Hide the data"),
        "look.end": _(
            "Looking is for the end: choose your cuts first. Whoever looks while choosing sees what they wish to see."
        ),
        "means.signal": _("{share} of all the signal passes your cuts."),
        "means.background": _(
            "If there were no {signal}, you would count about {count} events, give or take {spread} by chance."
        ),
        "means.nothing": _("Of the simulated background, nothing that counts is left."),
        "means.expected": _("So many events the simulation expects after your cuts: {share} of all."),
        "means.data": _(
            "{data} collisions were recorded. With {signal} about {with} would be expected, without it about {without}."
        ),
        "means.compared": _("{data} collisions were recorded; the simulation expects about {expected}."),
        "means.recorded.one": _("{count} recorded collision passes your cuts, {share} of all."),
        "means.recorded.other": _("{count} recorded collisions pass your cuts, {share} of all."),
        "means.ratio": _("To every 100 background events come {count} of the signal."),
        "means.root": _("The signal is {count} times as large as the usual chance fluctuation of the background."),
        "means.undefined": _("This has a value only where both signal and background are left."),
        "means.chance": _(
            "If there were no {signal}, chance alone would give such an excess in about one of {count} experiments."
        ),
        "means.never": _("If there were no {signal}, chance alone would practically never give such an excess."),
        "means.common": _("Nobody would be surprised."),
        "means.hint": _("That would be a first sign, no more."),
        "means.evidence": _("From 3 on, physicists speak of evidence."),
        "means.discovery": _("From 5 on, physicists speak of a discovery."),
        "cut.none": _("none"),
        "legend.title": _("Processes"),
        "legend.note": _("Switches change what is drawn, not what is counted."),
        "views.title": _("How the plots are drawn"),
        "views.log": _("Logarithmic"),
        "views.log.title": _("Every step of the vertical axis is a factor"),
        "views.overlay": _("Lines"),
        "views.overlay.title": _("Each process as a line of its own instead of a stack"),
        "views.shape": _("Shapes"),
        "views.shape.title": _("Each process as a line with the area 1, so that shapes can be compared"),
        "views.ratio": _("Ratio"),
        "views.ratio.title": _("Data divided by expectation, below each plot"),
        "views.band": _("Uncertainty"),
        "views.band.title": _("Hatched band: uncertainty of the expectation"),
        "plots.title": _("Plots"),
        "plot.more": _("Table and files"),
        "plot.table": _("Table of: {title}"),
        "plot.from": _("from"),
        "plot.to": _("to"),
        "plot.png": _("Picture (PNG)"),
        "plot.svg": _("Drawing (SVG)"),
        "plot.csv": _("Table (CSV)"),
        "flow.title": _("Cut flow"),
        "flow.note": _("One row more with every cut, in the order in which you made them."),
        "flow.cut": _("Cut"),
        "flow.start": _("no cut"),
        "file.flow": _("cut-flow"),
        "fit.title": _("Fit of a peak"),
        "fit.signal": _("Events in the peak"),
        "fit.found": _("At {place} there are {value} ± {error} events more than the smooth background has."),
        "fit.expected": _("At {place} the simulation expects {value} ± {error} events above the smooth background."),
        "fit.nothing": _("That is no more than chance would give."),
        "fit.hint": _("That is {z} times its uncertainty: a first sign."),
        "fit.clear": _("That is {z} times its uncertainty: hard to explain by chance."),
        "fit.good": _("Curve and points agree: χ² is near the number of degrees of freedom."),
        "fit.bad": _("Curve and points do not agree well: χ² is far from the number of degrees of freedom."),
        "fit.none": _("Too few events or bins are left for a fit."),
        "full.title": _("A full fit by Python"),
        "full.what": _(
            "It takes the finest bins, counts by the laws of chance (Poisson), and may search for the place and the"
            " width of the peak."
        ),
        "full.away": _(
            "A full fit, which searches for place and width of the peak, is computed by Python: open this page on a"
            " running box for it."
        ),
        "full.choices": _("How to fit"),
        "full.free.mean": _("search for the place"),
        "full.free.width": _("search for the width"),
        "full.background": _("Background:"),
        "full.polynomial": _("polynomial of order {order}"),
        "full.exponential": _("exponential"),
        "full.begin": _("Fit with Python"),
        "full.cancel": _("Give up"),
        "full.stale": _("This belongs to the cuts that you had when you asked. Ask again to fit what you see now."),
        "full.table": _("What the fit found"),
        "full.parameter": _("Parameter"),
        "full.value": _("Value and errors"),
        "full.fixed": _("{value} (fixed)"),
        "full.parameter.signal": _("Events in the peak"),
        "full.parameter.mean": _("Place of the peak"),
        "full.parameter.width": _("Width of the peak, σ"),
        "full.parameter.background": _("Events of the background"),
        "full.parameter.slope": _("Shape of the background {number}"),
        "full.found": _(
            "At {place} there are {value} events more than the smooth background has, with an error of −{below} and"
            " +{above}."
        ),
        "full.expected": _(
            "At {place} the simulation expects {value} events above the smooth background; data of this size would"
            " have an error of −{below} and +{above}."
        ),
        "full.dip": _("There is no peak: the fit finds a dip, or nothing."),
        "full.ratio": _(
            "Without a peak the fit is worse by {q} in −2 ln L, so the peak has a significance of {z} standard"
            " deviations."
        ),
        "full.chance": _("At this very place, chance alone gives as much or more in one of {n} experiments."),
        "full.never": _("At this very place, chance alone gives as much in fewer than one of a billion experiments."),
        "full.searched": _(
            "But the fit searched for the place, and chance has many places for a bump: the true significance is"
            " smaller."
        ),
        "full.quality": _(
            "χ² is {chi2} for {ndf} degrees of freedom; if the curve is right, chance makes it larger in {share} of"
            " experiments."
        ),
        "full.right": _("Curve and counts agree."),
        "full.doubt": _("Curve and counts do not agree: try the other background, or a narrower range."),
        "full.bound": _("A value stands at an end of what is allowed, so do not rely on it; fix something."),
        "keep.title": _("Keep and share"),
        "keep.link": _("Copy the link"),
        "keep.qr": _("QR code"),
        "keep.qr.title": _("QR code of the link to this page with your cuts"),
        "keep.qr.shown": _("Whoever scans this sees the same cuts."),
        "keep.qr.long": _(
            "The link is too long for a QR code that can be scanned. Copy it, or keep the state as a file."
        ),
        "keep.local": _(
            "This page was opened from a file, so its link works on this computer only; a file of the state works"
            " everywhere."
        ),
        "keep.address": _("Link with your cuts"),
        "keep.copied": _("The link is copied; whoever opens it sees the same cuts."),
        "keep.copy": _("Copy the link from the field below."),
        "keep.all": _("All plots (PNG)"),
        "keep.sheet": _("All plots (SVG)"),
        "keep.state": _("State as a file"),
        "keep.open": _("Open a state"),
        "keep.opened": _("The state of the file is shown now."),
        "keep.foreign": _("This file holds no state of an analyser; nothing was changed."),
        "keep.other": _("This file belongs to another analyser; nothing was changed."),
        "keep.flow": _("Cut flow (CSV)"),
        "keep.print": _("Print"),
        "keep.failed": _("The browser could not make the picture. Try the drawing (SVG) of a plot instead."),
        "guide.title": _("Guided activities"),
        "guide.choose": _("Choose one, or explore on your own: pull the edges of a plot, and all others answer."),
        "guide.step": _("Step {step} of {count}"),
        "guide.progress": _("Steps done"),
        "guide.hint": _("Hint"),
        "guide.wait": _("This step is checked as you go."),
        "guide.done": _("Done."),
        "guide.next": _("Next step"),
        "guide.finish": _("Finish"),
        "guide.end": _("You have done all the steps."),
        "guide.again": _("Start over"),
        "guide.leave": _("Leave the activity"),
        "trouble.address": _(
            "The address holds something that makes no sense here ({what}). It was left out; the rest is shown."
        ),
        "trouble.file": _(
            "The file holds something that makes no sense here ({what}). It was left out; the rest is shown."
        ),
        "trouble.variable": _("The events of this page lack a variable: {what}. The others are shown."),
        "trouble.process": _("The events of this page lack a process: {what}. The others are shown."),
        "trouble.empty": _("There is not a single event in this page, so all plots are empty."),
        "trouble.negative": _(
            "The weights of all events add up to nothing or less, so there is no signal or background to count."
        ),
        "trouble.nothing": _("There is no variable to show."),
        "trouble.damaged": _(
            "The events of this page are damaged or incomplete. Load the page again; if that does not help, the file"
            " has to be copied anew."
        ),
        "trouble.away": _(
            "The events of this page could not be fetched. Is the box switched on and the network connected?"
        ),
        "trouble.browser": _(
            "This browser is too old for the page: it cannot unpack the events. It needs Firefox 113, Chrome or Edge"
            " 94, Safari 16.4 or a later one."
        ),
        "trouble.own": _(
            "Something went wrong in this page, and it is not your fault. Load it again without the part after #."
        ),
    }
)
"""What the script says."""


ASK: Mapping[str, str] = MappingProxyType(
    {
        "ask.sent": _("The question is on its way."),
        "ask.starting": _("The box has just been switched on and loads Python; it begins by itself."),
        "ask.waiting": _("Your place in the queue: {place}. You can go on working meanwhile."),
        "ask.working": _("Python is computing."),
        "ask.cancelled": _("The question was given up."),
        "ask.large": _("That is too much for one question. Narrow the range, or choose less."),
        "ask.offline": _("The box does not answer. Is it switched on and the network connected? Then try again."),
        "ask.busy": _("So many questions are waiting that the box takes no more now. Try again in a minute."),
        "ask.refused": _("The box does not understand this question. Load the page again."),
        "ask.failed": _("There is no answer to this question. Try again, or ask for less at once."),
    }
)
"""What is said while Python is asked."""


@cache
def words(language: str) -> dict[str, str]:
    """Every phrase of the page and its plots by name, in ``language``; blanks are written ``{like this}``."""
    return {name: gettext(text, DOMAIN, language) for name, text in {**CHART, **APP, **ASK, **PAGE}.items()}
