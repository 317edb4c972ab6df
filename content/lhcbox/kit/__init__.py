"""The hackathon kit: teams make and improve lessons in the box, and carry them away.

A team's lesson is a folder with one notebook for each language, `lesson.yml`, its drawings and its authors; the verbs
are ``lhcbox new-lesson``, ``lhcbox checklist``, ``lhcbox carry`` and ``lhcbox take``.
"""
