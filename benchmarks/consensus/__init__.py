"""The engine's own figures: how often it is right, how honest its confidence is, how few answers it needs, how fast.

Real people's answers are read from `../shared/data` beside the project; where they are absent, the parts that need them
say so. Synthetic crowds are drawn anew from a seed. The parts are run by `python -m benchmarks consensus`.
"""
