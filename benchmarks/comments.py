"""Rates of labelling comments beside the morphological analyser alone: ``python -m benchmarks.comments [FILE]``.

FILE is any file of comments that Open-Tube reads; without it, comments written for this benchmark are repeated.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from kiwipiepy import Kiwi

from opentube.comments import Analyzer
from opentube.comments.korean import KoreanModels
from opentube.comments.normalise import plain, words_only
from opentube.sources.comment_files import open_comments

WRITTEN: Final = (
    "오늘 영상도 너무 재미있게 봤습니다 다음 편도 기다릴게요 ㅋㅋㅋㅋㅋ",
    "3:42 여기 표정 뭐예요 ㅋㅋㅋㅋㅋㅋㅋㅋ 몇 번을 돌려봤는지 모르겠네",
    "지난번에 알려주신 레시피로 된장찌개를 끓였는데 온 가족이 맛있게 먹었어요. 감사합니다!",
    "솔직히 이번 편은 광고가 너무 많아서 보기 힘들었음... 예전처럼 짧게 만들어 주세요",
    "배경 음악 제목 아시는 분 계신가요?",
    "1등 ❤❤",
    "편집자님 자막 센스 덕분에 배꼽 빠지는 줄 알았습니다. 월급 꼭 올려 주세요 👍",
    "동네 식당도 가 봤는데 면은 불어 있고 국물은 짜기만 하고 직원은 불친절해서 다시는 안 갑니다",
    "@viewer 그건 업데이트 이후로 바뀌었어요. 설정에 들어가서 그래픽 품질을 낮추면 프레임이 안 떨어집니다",
    "This is the best cover of that song I have heard in years, thank you",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="comments; default: the written ones, repeated")
    parser.add_argument("--count", type=int, default=6_000, help="how many comments (default 6,000)")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()

    texts = [comment.text for comment in open_comments(arguments.file)] if arguments.file else list(WRITTEN)
    texts = list(islice(cycle(texts), arguments.count))
    worded = [words_only(plain(text)) for text in texts]
    kiwi = Kiwi(num_workers=arguments.threads)
    everything = Analyzer(threads=arguments.threads)
    no_keywords = Analyzer(threads=arguments.threads, keywords=False)
    korean = KoreanModels(threads=arguments.threads)
    for analyzer in (everything, no_keywords):
        analyzer.label(list(WRITTEN))

    alone = _rate("Kiwi alone", texts, lambda: sum(len(tokens) for tokens in kiwi.tokenize(texts)))
    whole = _rate("everything", texts, lambda: sum(1 for _ in everything.stream(texts)))
    _rate("everything but keywords", texts, lambda: sum(1 for _ in no_keywords.stream(texts)))
    _rate(
        "Korean sentiment alone",
        texts,
        lambda: sum(len(korean.read(worded[i : i + 512]).side) for i in range(0, len(worded), 512)),
    )
    print(f"everything takes {alone / whole:.2f} x the time of Kiwi alone")


def _rate(name: str, texts: Sequence[str], work: Callable[[], int]) -> float:
    started = time.perf_counter()
    work()
    rate = len(texts) / (time.perf_counter() - started)
    print(f"{name:24} {rate:10,.0f} comments/s")
    return rate


if __name__ == "__main__":
    main()
