"""How long a guesser waits, on a clock of the test's own."""

import pytest

from serve.patience import CROWD, FREE, LONGEST, MEMORY, Patience


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def patience(clock: Clock) -> Patience:
    """Nobody has made a mistake yet."""
    return Patience(clock)


def test_the_first_mistakes_are_free(patience: Patience) -> None:
    for _mistake in range(FREE - 1):
        patience.mistake("10.0.0.7")
    assert patience.wait("10.0.0.7") == 0


def test_each_further_mistake_doubles_the_wait(patience: Patience, clock: Clock) -> None:
    waits = []
    for _mistake in range(FREE + 4):
        patience.mistake("10.0.0.7")
        waits.append(patience.wait("10.0.0.7"))
        clock.now += waits[-1]
    assert waits[FREE - 1 :] == [1, 2, 4, 8, 16]


def test_nobody_waits_longer_than_the_longest(patience: Patience) -> None:
    for _mistake in range(100):
        patience.mistake("10.0.0.7")
    assert patience.wait("10.0.0.7") == LONGEST


def test_who_has_waited_may_try_again(patience: Patience, clock: Clock) -> None:
    for _mistake in range(FREE):
        patience.mistake("10.0.0.7")
    clock.now += 1
    assert patience.wait("10.0.0.7") == 0


def test_who_made_no_mistake_never_waits_whatever_others_do(patience: Patience) -> None:
    for number in range(200):
        for _mistake in range(10):
            patience.mistake(f"10.0.1.{number}")
    assert patience.wait("10.0.0.8") == 0


def test_a_crowd_of_guessers_waits_longer_each(patience: Patience) -> None:
    for _mistake in range(FREE):
        patience.mistake("10.0.0.7")
    alone = patience.wait("10.0.0.7")
    for number in range(CROWD):
        patience.mistake(f"10.0.1.{number}")
    assert patience.wait("10.0.0.7") >= 2 * alone


def test_the_right_code_wipes_the_slate(patience: Patience) -> None:
    for _mistake in range(FREE):
        patience.mistake("10.0.0.7")
    patience.right("10.0.0.7")
    assert patience.wait("10.0.0.7") == 0


def test_mistakes_are_forgotten_after_a_while(patience: Patience, clock: Clock) -> None:
    for _mistake in range(FREE + 9):
        patience.mistake("10.0.0.7")
    clock.now += MEMORY
    assert patience.wait("10.0.0.7") == 0


def test_a_guesser_does_not_get_new_tries_by_changing_its_ipv6_address(patience: Patience) -> None:
    for number in range(FREE):
        patience.mistake(f"2001:db8::{number + 1:x}")
    assert patience.wait("2001:db8::ffff") > 0


def test_the_same_address_written_as_ipv6_is_the_same_guesser(patience: Patience) -> None:
    for _mistake in range(FREE):
        patience.mistake("::ffff:10.0.0.7")
    assert patience.wait("10.0.0.7") > 0
