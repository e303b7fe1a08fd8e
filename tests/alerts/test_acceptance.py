"""An alert to many, over real HTTP, with all that can go wrong; then a correction to whoever got it.

The bench does the same with 3,000 subscribers, at Telegram's own pace.
"""

from __future__ import annotations

from pathlib import Path

from tests.alerts.scene import ASKING, Scene
from tests.telegram.started import StandIn

MANY = 600


def test_nobody_is_lost_few_are_told_twice_and_each_who_was_told_is_corrected(
    tmp_path: Path,
) -> None:
    with StandIn() as telegram:
        scene = Scene(tmp_path, telegram, MANY, rate=400)
        try:
            scene.begin()
            scene.tell()
            told = scene.told()
            scene.correct()
            corrected, early = scene.corrected(), scene.early()
            (answer,) = (
                call for call in telegram.calls("sendMessage", accepted=True) if call.chat == ASKING
            )
        finally:
            scene.close()

    assert set(told) == scene.reachable
    assert told.total() - len(told) <= len(scene.killed_at) * scene.window
    assert early == []
    assert answer.accepted
    assert set(corrected) == scene.reachable
    assert set(corrected.values()) == {1}
