"""The words of the page on which readers make an analyser of their own, beside those of all analysers."""

from collections.abc import Mapping
from types import MappingProxyType

from lhcbox.language import gettext

DOMAIN = "analyser"


def _(message: str) -> str:
    """Marks ``message`` for the translators; ``words`` translates it."""
    return message


WORDS: Mapping[str, str] = MappingProxyType(
    {
        "yours.foot": _("Tables of yours are read in your browser and sent nowhere. Samples are read by the box."),
        "yours.choose": _("Choose what to look at"),
        "yours.source": _("Where the events come from"),
        "yours.source.box": _("Samples of this box"),
        "yours.source.table": _("A table of yours"),
        "yours.offline": _(
            "This page was opened from a file, and samples can be chosen only where the box itself is running. Tables"
            " of yours work here, and so do the analysers beside this page:"
        ),
        "yours.none": _("This box holds no samples. Open a table of yours instead."),
        "yours.samples": _("Samples"),
        "yours.search": _("Search the samples"),
        "yours.search.none": _("No sample is called like that."),
        "yours.all": _("Choose all"),
        "yours.all.of": _("Choose all of: {family}"),
        "yours.events.one": _("{count} event"),
        "yours.events.other": _("{count} events"),
        "yours.manner.data": _("data"),
        "yours.manner.official": _("simulation"),
        "yours.manner.practice": _("practice"),
        "yours.chosen": _("Chosen"),
        "yours.chosen.none": _("Nothing yet."),
        "yours.signal": _("is the signal"),
        "yours.signal.of": _("{name}: is the signal"),
        "yours.remove": _("Take out: {name}"),
        "yours.luminosity": _("Luminosity for the simulation, in fb⁻¹"),
        "yours.luminosity.data": _("The simulation is weighted to the luminosity of the data."),
        "yours.variables": _("Variables"),
        "yours.variables.first": _("Choose samples first; then their variables are offered here."),
        "yours.variables.shared": _("Offered is what all samples chosen have in common."),
        "yours.variables.nothing": _("The samples chosen have no variable in common. Choose samples of one family."),
        "yours.quantity": _("Quantity"),
        "yours.made": _("Calculated from several"),
        "yours.held": _("In the samples"),
        "yours.take": _("Which one"),
        "yours.take.leading": _("the first (leading) one"),
        "yours.take.second": _("the second one"),
        "yours.take.third": _("the third one"),
        "yours.take.largest": _("the largest one"),
        "yours.take.smallest": _("the smallest one"),
        "yours.take.sum": _("the sum"),
        "yours.take.number": _("how many there are"),
        "yours.add": _("Add"),
        "yours.add.expression": _("Add the expression"),
        "yours.expression": _("An expression of your own"),
        "yours.expression.text": _("Expression"),
        "yours.expression.title": _("Title"),
        "yours.expression.unit": _("Unit"),
        "yours.expression.help": _(
            "Names of branches, numbers, + - * / **, comparisons, name[0] for the first of a list, and count, sum, max,"
            " min, abs, sqrt, log, delta_phi. For instance: {example}"
        ),
        "yours.keep": _("Only events with"),
        "yours.keep.help": _("A condition, for instance: {example}. Empty: all events."),
        "yours.axis.from": _("from"),
        "yours.axis.to": _("to"),
        "yours.axis.bins": _("bins"),
        "yours.axis.of": _("{name}: {end}"),
        "yours.axis.auto": _("auto"),
        "yours.axis.help": _("Leave the axis empty, and one that suits the values is chosen."),
        "yours.table": _("Your table"),
        "yours.table.choose": _("Choose a file"),
        "yours.table.drop": _("or drop it here: a table as text (CSV), one event a line."),
        "yours.table.private": _("It is read in this browser only and sent nowhere."),
        "yours.table.read": _("“{file}”: {rows} rows, {columns} columns."),
        "yours.table.left": _("Left out, because they hold neither numbers nor a few different words: {names}."),
        "yours.table.columns": _("Columns to show"),
        "yours.table.weights": _("Weights"),
        "yours.table.processes": _("Column that tells processes apart"),
        "yours.table.without": _("none"),
        "yours.table.kind": _("{name} is"),
        "yours.kind.data": _("data"),
        "yours.kind.signal": _("signal"),
        "yours.kind.background": _("background"),
        "yours.table.label": _("your own table: {file}"),
        "yours.table.all": _("all rows"),
        "yours.table.explain": _("Column “{name}” of your table."),
        "yours.show": _("Show"),
        "yours.stop": _("Give up"),
        "yours.waiting": _("Waiting: {place} before you …"),
        "yours.working": _("The box reads the events …"),
        "yours.shown": _("The analyser is shown below."),
        "yours.result": _("Your analyser"),
        "yours.save": _("Save as analyser.yml"),
        "yours.save.help": _(
            "With this file in content/dashboards/<name>/ the analyser becomes one of the box’s own. The address of"
            " this page holds the choice as well."
        ),
        "yours.trouble.samples": _("No sample is chosen. Choose at least one."),
        "yours.trouble.variables": _("No variable is chosen. Choose at least one."),
        "yours.trouble.most": _("At most {most} variables can be shown. Take one out first."),
        "yours.trouble.twice": _("This variable is chosen already."),
        "yours.trouble.axis": _(
            "{name}: the axis needs two numbers, the smaller one first, and 1 to {most} bins. Correct it, or leave all"
            " three fields empty."
        ),
        "yours.trouble.luminosity": _("“{given}” is no luminosity. Write a number above zero."),
        "yours.trouble.address": _("The address holds a choice that makes no sense here ({what}). It was left out."),
        "yours.trouble.file": _("No table is open. Choose a file first."),
        "yours.trouble.weights": _(
            "{count} of {rows} weights are no numbers. Choose another column, or mend these rows of the file."
        ),
        "yours.trouble.uneven": _("The weights differ too much to be added up exactly. Choose another column."),
        "yours.trouble.read": _("The file could not be read. Choose it again."),
        "table.large": _("The file has {size} MB, and at most {most} MB can be read. Leave out rows or columns."),
        "table.binary": _("This is no text. Save the table as CSV in the program that made it, and choose that file."),
        "table.empty": _("The file is empty. Choose another one."),
        "table.rows": _("The file has names of columns, but no rows. Choose another one."),
        "table.long": _("The file has more than {most} rows. Leave some out."),
        "table.wide": _("The file has {count} columns, and at most {most} can be read. Leave some out."),
        "table.cells": _("Line {line} has {count} cells, and the first line has {expected}. Correct that line."),
        "table.quote": _(
            "Line {line}: a quotation mark has no partner, or something stands behind it. Correct that line."
        ),
        "table.decimals": _(
            "Line {comma} writes decimals with a comma, line {point} with a point. Write all of them the same way."
        ),
        "table.number": _(
            "Line {line}: “{cell}” in column “{column}” is no number, as the others there are. Correct it, or leave the"
            " cell empty."
        ),
        "table.nothing": _("No column of the file holds numbers. Choose another file."),
    }
)


def words(language: str) -> dict[str, str]:
    """Every phrase by name, in ``language``; blanks are written ``{like this}``."""
    return {name: gettext(text, DOMAIN, language) for name, text in WORDS.items()}
