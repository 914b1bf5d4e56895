"""Topics in the worker: found with a call's mining, and again when the catalogue changes."""

from collections.abc import Callable
from typing import Any

from store.topics import add_topic, calls_to_look_through, topics_of_call


def test_calls_have_topics_and_follow_the_catalogue(make_site: Callable[..., Any]) -> None:
    site = make_site()
    site.start_worker()
    site.take_in(recordings=0, transcripts=1)
    site.wait_until(site.all_final, seconds=240)
    calls = site.calls()
    with site.database.reading() as session:
        before = {call.id: topics_of_call(session, call.id) for call in calls}
        assert calls_to_look_through(session) == ()
    assert all(before.values())
    for topics in before.values():
        assert abs(sum(topic.talk_share for topic in topics) - 1) < 0.01
    with site.database.transaction() as session:
        add_topic(session, label="Vans", description="", phrases=["electric vans", "charging stations"])
        assert len(calls_to_look_through(session)) == 1
    assert site.queue.enqueue_topics("test")

    def looked_through() -> bool:
        with site.database.reading() as session:
            return calls_to_look_through(session) == ()

    site.wait_until(looked_through, seconds=240)
    with site.database.reading() as session:
        after = {call.id: topics_of_call(session, call.id) for call in calls}
    for call_id, topics in after.items():
        assert topics[0].provenance != before[call_id][0].provenance
