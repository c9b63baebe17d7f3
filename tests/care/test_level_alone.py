"""The level by itself is what the whole answer says."""

from __future__ import annotations

from balm import Pathway
from balm.care.assess import assess, assess_level
from balm.simulate.count import recoveries


def test_the_level_alone_is_the_whole_answers(pathway: Pathway) -> None:
    seen = set()
    for _, _, days in recoveries(9, 3, 20):
        for answers in days:
            for said in (answers, dict.fromkeys(answers, "not_sure") | {"stage": "after"}, {"fainted": True} | answers):
                for clear in (True, False):
                    whole = assess(pathway, {"answers": said, "assume_clear": clear})
                    alone = assess_level(pathway, {"answers": said, "assume_clear": clear})
                    assert alone == {name: whole[name] for name in alone}  # type: ignore[literal-required]
                    seen.add(alone["urgency"])
    assert seen >= {"emergency", "urgent", "today", "self_care", None}
