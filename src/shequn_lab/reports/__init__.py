"""Reports: a notebook template run with parameters, set as one page in each language.

``case_study`` is what the template's cells call; ``render`` runs the template. The two are imported apart,
because a kernel that computes a report needs none of the machinery that runs kernels.
"""
