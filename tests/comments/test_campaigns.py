import random
from itertools import count

import pytest

from opentube.comments.campaigns import Campaign, CampaignText, find_campaigns

BAIT = "매일 두 시간만 투자하면 월 오백만 원, 궁금하신 분은 제 프로필에 있는 주소로 오세요"
SYLLABLES = [chr(point) for point in range(ord("가"), ord("힣"), 11)]


def by_different_authors(*texts: str) -> list[CampaignText]:
    return [CampaignText(text, author=number, video="v") for number, text in enumerate(texts)]


def chatter(amount: int) -> list[CampaignText]:
    chance = random.Random(1)
    return [CampaignText(" ".join(chance.choices(SYLLABLES, k=30)), number, "v") for number in range(amount)]


def test_the_same_text_however_dressed_up_is_one_campaign() -> None:
    given = by_different_authors(
        BAIT,
        "재미있게 봤습니다",
        f"@someone {BAIT} 👍👍",
        BAIT.replace(" ", "").replace("오백", "5오백") + "!!! https://example.org/a",
        BAIT.replace("매일", "하루"),
    )
    assert find_campaigns(given) == [Campaign(comment_indexes=(0, 2, 3, 4), authors=4, videos=1)]


def test_one_author_under_several_videos_is_a_campaign() -> None:
    given = [CampaignText(BAIT, author="a", video=video) for video in "xyz"]
    assert find_campaigns(given) == [Campaign(comment_indexes=(0, 1, 2), authors=1, videos=3)]


def test_hidden_authors_are_not_counted() -> None:
    given = [CampaignText(BAIT), CampaignText(BAIT, author="a"), CampaignText(BAIT)]
    assert find_campaigns(given) == [Campaign(comment_indexes=(0, 1, 2), authors=1, videos=1)]


@pytest.mark.parametrize(
    "text",
    [
        "감사합니다",
        "First",
        "좋은 영상 감사합니다 잘 봤어요",
        "this is the best song ever",
        "ㅋ" * 500,
        "하하하호호호" * 20,
        "1:23 4:56 7:89" * 5,
        "❤" * 40,
        "https://example.org/a-rather-long-address-that-says-nothing",
        "",
    ],
)
def test_what_people_write_anyway_is_no_campaign(text: str) -> None:
    assert find_campaigns(by_different_authors(*[text] * 20)) == []


def test_two_are_no_campaign_and_replies_to_it_are_not_part_of_it() -> None:
    about = "매일 두 시간만 투자하면 된다는 댓글은 전부 사기니까 절대로 누르지 마시고 신고해 주세요"
    assert find_campaigns(by_different_authors(BAIT, BAIT)) == []
    assert find_campaigns(by_different_authors(BAIT, BAIT, BAIT, about))[0].comment_indexes == (0, 1, 2)


def test_campaigns_are_found_among_many_comments_largest_first_and_the_same_each_time() -> None:
    given = chatter(3_000)
    given[10:2_500:83] = by_different_authors(*[BAIT] * len(given[10:2_500:83]))
    other = "Check out my channel, I give away a new phone every single week"
    given[5::997] = by_different_authors(*[other] * len(given[5::997]))

    found = find_campaigns(given)

    assert [campaign.comment_indexes for campaign in found] == [
        tuple(range(10, 2_500, 83)),
        tuple(range(5, 3_000, 997)),
    ]
    assert find_campaigns(iter(given)) == found


def test_small_changes_do_not_hide_a_campaign() -> None:
    chance = random.Random(2)
    variants = []
    for _ in range(200):
        place = chance.randrange(len(BAIT))
        variants.append(BAIT[:place] + chance.choice(SYLLABLES) + BAIT[place + 1 :])
    given = [*chatter(1_000), *by_different_authors(*variants)]
    (campaign,) = find_campaigns(given)
    assert campaign.authors >= 195


@pytest.mark.parametrize(
    "text", ["\ud83d" * 30, "👨‍👩‍👧‍👦𝒜𝒷𝒸𝒹𝑒𝒻𝑔𝒽𝒾𝒿𝓀𝓁𝓂𝓃" * 4, "가나다라마바사아자차" * 100_000, "ابتثجحخدذرزسشصضطظعغفقكلمن"]
)
def test_any_text_is_taken(text: str) -> None:
    numbers = count()
    found = find_campaigns(CampaignText(text, author=next(numbers)) for _ in range(3))
    assert len(found) <= 1


def test_nothing_is_in_nothing() -> None:
    assert find_campaigns([]) == []
