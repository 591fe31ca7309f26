"""Ink that draws nothing, and remembers what it was asked for."""


class Noted:
    def __init__(self):
        self.done = []

    def __getattr__(self, name):
        return lambda *given: self.done.append((name, *given))

    def of(self, kind):
        """What was asked for of one kind, in order."""
        return [each[1:] for each in self.done if each[0] == kind]
