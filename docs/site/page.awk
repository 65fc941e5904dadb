# A page of the site from the HTML of its text: -v path=PATH -v title=TITLE, the text on standard input.
BEGIN { printf "%s", frame_head(path, frame_escape(title), "en") }
{ print }
END { printf "%s", frame_foot(path, "en", frame_neighbour(path, -1), frame_neighbour(path, 1), "") }
