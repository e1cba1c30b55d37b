"""Steps towards a size only ever give something up, and come to an end."""

from hypothesis import given
from hypothesis import strategies as st

from opentube.media.clip import MAX_ATTEMPTS
from opentube.media.clip_bound import Attempt, ClipFormat, ClipTooLarge, Knobs, smaller

WIDE = 16 / 9


def test_a_small_picture_gives_up_quality_alone() -> None:
    large = Attempt(64, 48, 10.0, "", 1000)
    for form in (ClipFormat.GIF, ClipFormat.WEBP):
        following = smaller(form, Knobs(64, 10.0), large, 800, 1.0)
        assert (following.side, following.frame_rate, following.level) == (64, 10.0, 1)


@given(
    form=st.sampled_from(ClipFormat),
    shape=st.tuples(st.integers(16, 3840), st.floats(5, 60)),
    bits_a_pixel=st.floats(0.05, 8),
    length_s=st.floats(0.2, 60),
    share=st.floats(0.0001, 0.999),
)
def test_every_step_is_smaller_and_there_are_few(
    form: ClipFormat, shape: tuple[int, float], bits_a_pixel: float, length_s: float, share: float
) -> None:
    side, frame_rate = shape

    def attempt(knobs: Knobs) -> Attempt:
        shown = knobs.frame_rate or frame_rate
        height = max(1, int(knobs.side / WIDE))
        rate = knobs.rate or knobs.side * height * shown * bits_a_pixel * 0.85**knobs.level
        return Attempt(knobs.side, height, shown, "", max(1, int(rate * length_s / 8)))

    knobs = Knobs(side, None if form is ClipFormat.MP4 else frame_rate)
    last = attempt(knobs)
    max_bytes = max(1, int(last.size_bytes * share))
    tries = 1
    while last.size_bytes > max_bytes:
        try:
            following = smaller(form, knobs, last, max_bytes, length_s)
        except ClipTooLarge:
            return
        assert following.side <= knobs.side
        assert following.level >= knobs.level
        assert (following.frame_rate or frame_rate) <= (knobs.frame_rate or frame_rate)
        knobs, before = following, last
        last = attempt(knobs)
        assert last.size_bytes < before.size_bytes
        tries += 1
        assert tries <= MAX_ATTEMPTS
