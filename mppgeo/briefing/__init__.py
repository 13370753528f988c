"""Briefings: a scene told as a slide deck, a handout, pictures and a data pack.

``contents`` says in which order a briefing tells its sections, in the blocks of
``outline``; ``overview``, ``areas``, ``growth``, ``outlook`` and ``grounds`` write them; ``deck``
and ``handout`` lay the same blocks out on slides and on paper.
"""
