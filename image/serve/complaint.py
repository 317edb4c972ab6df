"""What is wrong with how the box was started, said in one sentence in the reader's language."""

from lhcbox.language import gettext


def marked(sentence: str) -> str:
    """``sentence`` itself; marks it as one that is translated later, when the reader's language is known."""
    return sentence


class Complaint(Exception):
    """A sentence (a message of the domain ``home``) and what goes into its gaps."""

    def __init__(self, sentence: str, **gaps: object) -> None:
        super().__init__(sentence % gaps if gaps else sentence)
        self.sentence = sentence
        self.gaps = gaps

    def told(self, language: str) -> str:
        """The sentence in ``language``."""
        sentence = gettext(self.sentence, domain="home", language=language)
        return sentence % self.gaps if self.gaps else sentence
