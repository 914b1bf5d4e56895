"""What is remembered is of one generation, bounded, and made once however many ask."""

import threading
import time

import pytest

from store.memory import Memory


def test_a_new_generation_forgets_all_of_the_one_before() -> None:
    memory = Memory(most=10)
    memory.keep(1, "a", "old")
    assert memory.find(1, "a") == "old"
    assert memory.find(2, "a") is None
    memory.keep(2, "b", "new")
    assert memory.find(1, "a") is None
    memory.keep(1, "a", "made from what was seen before")
    assert memory.find(1, "a") is None
    assert memory.find(2, "b") == "new"


def test_a_generation_that_is_held_is_kept_beside_the_newest_until_it_is_let_go() -> None:
    memory = Memory(most=10)
    memory.keep(1, "a", "held")
    memory.hold(1)
    memory.hold(1)
    memory.keep(2, "a", "newer")
    memory.keep(3, "a", "newest")
    memory.keep(1, "b", "made of what is held")
    assert [memory.find(1, key) for key in "ab"] == ["held", "made of what is held"]
    assert memory.find(2, "a") is None
    memory.let_go(1)
    assert memory.find(1, "a") == "held"
    memory.let_go(1)
    assert memory.find(1, "a") is None
    assert memory.find(3, "a") == "newest"


def test_the_least_lately_used_is_forgotten_first() -> None:
    memory = Memory(most=10)
    memory.keep(1, "a", "A", weight=4)
    memory.keep(1, "b", "B", weight=4)
    memory.find(1, "a")
    memory.keep(1, "c", "C", weight=4)
    assert [memory.find(1, key) for key in "abc"] == ["A", None, "C"]
    memory.keep(1, "huge", "H", weight=11)
    assert memory.find(1, "huge") is None
    assert memory.find(1, "a") == "A"


def test_what_many_ask_for_is_made_once() -> None:
    memory = Memory(most=10)
    made: list[int] = []

    def make() -> str:
        made.append(1)
        time.sleep(0.1)
        return "value"

    seen: list[str] = []
    threads = [threading.Thread(target=lambda: seen.append(memory.made(1, "a", make, weigh=len))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["value"] * 8
    assert len(made) == 1


def test_who_waits_for_what_fails_tries_it_themselves() -> None:
    memory = Memory(most=10)

    def fail() -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        memory.made(1, "a", fail, weigh=len)
    assert memory.made(1, "a", lambda: "value", weigh=len) == "value"


def test_who_waited_while_numbers_changed_gets_what_was_made_for_them() -> None:
    memory = Memory(most=10)
    made: list[int] = []
    begun = threading.Event()

    def make() -> str:
        begun.set()
        made.append(1)
        time.sleep(0.2)
        return "old"

    seen: list[str] = []
    threads = [threading.Thread(target=lambda: seen.append(memory.made(1, "a", make, weigh=len))) for _ in range(6)]
    for thread in threads:
        thread.start()
    begun.wait()
    memory.keep(2, "b", "new")
    for thread in threads:
        thread.join()
    assert seen == ["old"] * 6
    assert len(made) == 1, "it was made again for each of those who waited"
    assert memory.find(1, "a") is None
