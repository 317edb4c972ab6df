"""What a histogram of an analyser says: its axes, its controls, its description for those who do not see it.

The messages are English and are translated when the reader's language is known; ``{gaps}`` keep their names in every
language. Quantities come into the gaps with their unit.
"""


def _(message: str) -> str:
    """``message`` itself; marks it as one that is translated later."""
    return message


WORDS: dict[str, str] = {
    # on the axes and in the legend
    "chart.events": _("events"),
    "chart.events_per": _("events / {step}"),
    "chart.fraction": _("fraction of events"),
    "chart.fraction_per": _("fraction of events / {step}"),
    "chart.ratio": _("data / expected"),
    "chart.points": _("data with statistical errors"),
    "chart.band": _("statistical uncertainty"),
    "chart.band_both": _("uncertainty: statistical, and {percent} of the background"),
    "chart.fit": _("fit"),
    "chart.fit_background": _("fit: background alone"),
    "chart.empty": _("no events"),
    # the controls
    "chart.from": _("from"),
    "chart.to": _("to"),
    "chart.reset": _("Reset"),
    "chart.reset_of": _("Reset: remove the cut on “{quantity}”"),
    "chart.lower_edge": _("{quantity}: lower edge of the cut"),
    "chart.upper_edge": _("{quantity}: upper edge of the cut"),
    "chart.open_below": _("{value}, open: smaller values pass as well"),
    "chart.open_above": _("{value}, open: larger values pass as well"),
    "chart.keys": _(
        "Arrow keys move the edge by one step, Page Up and Page Down by a whole bin, Home and End as far as possible; "
        "with Shift the whole window moves. Escape removes the cut."
    ),
    # what was typed wrongly
    "chart.no_number": _("“{text}” is not a number."),
    "chart.outside": _("{value} lies outside of this plot, which goes from {low} to {high}."),
    "chart.not_below": _("The lower edge must lie below the upper edge, which is at {to}."),
    "chart.not_above": _("The upper edge must lie above the lower edge, which is at {from}."),
    # the description
    "chart.say_range": _("Histogram of “{quantity}” from {low} to {high}."),
    "chart.say_categories": _("Histogram of “{quantity}”, {number} categories."),
    "chart.say_expected": _("Expected events: {value} ± {error}."),
    "chart.say_data": _("Events in the data: {value}."),
    "chart.say_mean": _("Mean: {mean}."),
    "chart.say_most": _("The highest bin goes from {from} to {to}."),
    "chart.say_most_category": _("The highest bin is “{category}”."),
    "chart.say_empty": _("No bin has events."),
    "chart.say_no_cut": _("No cut is set here."),
    "chart.say_between": _("The cut keeps {from} to {to}."),
    "chart.say_above": _("The cut keeps {from} and above."),
    "chart.say_below": _("The cut keeps what lies below {to}."),
    "chart.say_keep": _("The cut keeps: {categories}."),
    "chart.say_keep_none": _("The cut keeps nothing."),
    "chart.say_inside": _("Expected events that it keeps: {value} ± {error}."),
    "chart.say_inside_data": _("Events in the data that it keeps: {value}."),
}
