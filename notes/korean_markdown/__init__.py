"""Our stages for Python-Markdown: CommonMark's grammar, mended where it does not hold for Korean.

blocks      quotes, lists, footnotes: what holds other blocks     lines       one line's markers
leaves      paragraphs, headings, code, tables, HTML              tables      pipes to cells
inlines     what stands in a paragraph, in one pass               targets     where links lead
delimiters  bold, emphasis, strike before a particle              addresses   bare links, the same
citations   notes called by series and number
tags        which HTML is HTML and not a writer's word
tree        headings' ids, footnotes, figures, coloured code

`notes.markdown` wires them; nothing else imports from here, except comments for their profile.
"""
