"""What the pages of the list show, for everyone and for the office. Reads through `queries`, decides nothing, writes nothing.

The list: `asked` what an address asks, `duty_list` the Listing, `found` its counts and hits, `texts` the rows of a page by their
keys, `row` a line of it, `not_listed` the answer where nothing is found, `addresses` of its files, `duty` one duty, `township` one
township. `linked` what changed, with addresses. `feed_items` for the feed, `open_data` for machines. Several counties: `counties` to
choose one, `everywhere` the search over all, `region` and `compare` for the bodies above them, `filing` the editions that these
pass. The office's: `draft`, `postings`, `list_import`, `feedback`.
"""
