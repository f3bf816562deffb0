"""The decision of `ft_data.dedup.resolve` over more rows than one process holds, part by part; its result is the same.

Whether a row stays depends only on rows that it shares something with: the hash of its texts, its words, a band, a form
that rows fill in. So rows are brought together by what they share (`keys`), what is connected by that goes into one bin
(`packing`), and of each bin the decision of one process is made as it is (`bins`). What a bin cannot know alone is put
together after (`gathered`, `spread`): the pairs nearest to the threshold, samples, rows that share an answer.

A row is named by its position: that of its part plus its place there, counted through all parts of all corpora in 64 bits.
Keys decide only who meets: a chance agreement enlarges a bin, and in it whole keys are compared.
"""
