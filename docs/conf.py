"""How Sphinx makes the documentation site. `python -m bake docs` calls it once for each language.

The rule: nothing on a page comes from another machine. No mathematics extension (its default loads a script from a
content network), no web fonts, no badges; search runs in the reader's browser on an index that lies beside the pages.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "LHC-in-a-Box"
author = "LHC-in-a-Box contributors"
html_title = project

extensions = ["myst_parser", "data_table", "glossary_table"]
myst_enable_extensions = ["attrs_block", "colon_fence", "deflist"]
exclude_patterns = ["_*", "locale"]
templates_path = ["_templates"]
nitpicky = True

language = "en"
locale_dirs = ["locale"]
gettext_compact = False  # one .po for each page: two people can translate two pages

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["box.css"]
html_js_files = [("theme.js", {"priority": 100}), ("box.js", {"defer": "defer"})]
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
html_domain_indices = False
html_last_updated_fmt = None  # two builds of the same sources give the same bytes
html_theme_options = {
    # The blue of Okabe and Ito is 5.2 : 1 on white, its sky blue 8 : 1 on the dark ground
    "light_css_variables": {"color-brand-primary": "#0072B2", "color-brand-content": "#0072B2"},
    "dark_css_variables": {"color-brand-primary": "#56B4E9", "color-brand-content": "#56B4E9"},
}
pygments_style = "a11y-light"
pygments_dark_style = "a11y-dark"
