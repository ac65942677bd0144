"""A session pack as a paper: its words and order (paper), and the files that hold it (html, word, pdf)."""
