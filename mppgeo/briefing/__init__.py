"""Briefings: a scene told as a slide deck, a handout, pictures and a data pack.

``contents`` says what a briefing holds, in the blocks of ``outline``; ``deck``
and ``handout`` lay the same blocks out on slides and on paper.
"""
