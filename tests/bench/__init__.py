"""What each kind of page costs, and whether it costs more when the site grows (docs/performance.md).

`words` and `essays` say what the sites hold, `loading` brings it in, `sites` keeps one process for
each site, `answering` is what runs in it, `pages` lists what is asked. `measuring` asks in turn,
`results` keeps and compares, `report`, `drawing` and `document` show.
"""
