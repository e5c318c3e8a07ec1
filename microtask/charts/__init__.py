"""Pure: figures as SVG, each with the table of what it shows.

A figure is readable on paper in black and white (patterns and words, never colour alone), at 320 px (lengths across
are shares of the width, text keeps its size) and by a screen reader (title, description, table). It needs no script,
no style sheet and no inline style, so that it stands under the service's content security policy as it is.
"""
