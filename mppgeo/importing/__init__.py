"""Records as offices write them: read, understood, compared with what is there.

``files`` turns bytes into sheets of cells; ``headers`` finds the titles, by the
list in ``titles`` and by what stands below them (``fitting``), ``recognition``
the table that is meant; ``layout`` the rows that hold data, ``areas`` and
``places`` the areas meant; ``cells`` and ``values`` read the cells; ``planner``
says what each row would do, by the ``rules``, and ``plan`` what the file would.
Nothing here saves: a plan's changes are given to a store. Whatever comes from
people goes through ``guard``, which does all this in a process of its own,
within limits.
"""
