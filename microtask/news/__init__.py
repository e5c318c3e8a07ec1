"""News: what people are told by mail, and programs by webhook, of what has happened to challenges.

The storeys below note an event with what they do; here a worker makes letters and calls of it, and hands them to the
outbox. Nobody is told what they do not want to be, and nobody in the hours that they have not chosen.
"""
