"""Records as offices write them: read, understood, compared with what is there.

``files`` turns bytes into sheets of cells, ``headers`` finds the table and its
columns, ``layout`` the rows that hold data, ``places`` the areas meant,
``values`` reads the cells, and ``plan`` says what would change. Nothing here
saves: a plan's changes are given to a store. Whatever comes from people goes
through ``guard``, which does all this in a process of its own, within limits.
"""
