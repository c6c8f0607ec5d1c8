"""The exercises of the book: one file a chapter, ``EXERCISES`` in each."""
