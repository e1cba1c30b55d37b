"""Campaigns in a report: over the owner's videos, without the channel's own words."""

from opentube.reports.digest import digest_comments
from opentube.store.database import Database
from tests.reports.audience import Said, add_report

BAIT = "매일 두 시간만 투자하면 월 오백만 원, 궁금하신 분은 제 프로필에 있는 주소로 오세요"
NOTICE = "이번 주 영상은 토요일 저녁 여덟 시에 올라옵니다. 알림 설정을 부탁드려요"


def test_a_campaign_is_counted_over_all_videos(database: Database) -> None:
    with database.session() as session:
        for video in ("one", "two"):
            others = [
                Said(f"{video} bait", f"{BAIT}!", author=video),
                Said(f"{video} notice", NOTICE, by_uploader=True),
            ]
            add_report(session, others, video=video)
        add_report(session, [Said(f"far {n}", NOTICE * 2, author=str(n)) for n in range(3)], video="three")
        comments = [
            Said("kind", "오늘도 잘 봤습니다"),
            Said("bait", BAIT, author="one", score=0.5),
            Said("bait again", f"👍 {BAIT}", author="four"),
            Said("notice", NOTICE, by_uploader=True),
        ]
        part = digest_comments(session, add_report(session, comments))

    (campaign,) = part.campaigns
    assert (campaign.comments, campaign.authors, campaign.videos) == (4, 3, 3)
    assert (campaign.example.id, campaign.example.sentiment_score) == ("bait", 0.5)


def test_the_order_of_the_rows_changes_nothing(database: Database) -> None:
    comments = [Said(f"{n}", BAIT if n % 3 else NOTICE, author=str(n % 7)) for n in range(40)]
    with database.session() as session:
        found = [
            digest_comments(session, add_report(session, comments, video=str(seed), shuffle=seed)).campaigns
            for seed in (1, 2)
        ]
    assert [part.example for part in found[0]] == [part.example for part in found[1]]
    assert len(found[0]) == 2
