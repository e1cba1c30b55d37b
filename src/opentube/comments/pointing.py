"""Whether a time in a comment points into the video, or says when, how long, how many, where in a book."""

import re
from typing import Final

_BEFORE: Final = 24
_AFTER: Final = 20

_OF_DAY = re.compile(
    r"(?:오전|오후|새벽|아침|점심|저녁|밤|낮|정오|자정|시각(?:은|이)?|\b[ap]\.?m\.?|\d일|[월화수목금토일]요일|\([월화수목금토일]\)"
    r"|\d{2,4}[-./]\d{1,2}(?:[-./]\d{1,2})?\.?|\bT|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: at)?"
    r"|영업(?: ?시간)?|근무(?: ?시간)?|운영(?: ?시간)?|예약|본방|알람|alarm(?: \w+)?|열차|버스|train|flight|bus)\s*[:은는이가]?\s*$",
    re.IGNORECASE,
)
_DAY_BEFORE = re.compile(
    r"(?:오늘|내일|어제|모레|매일|평일|주말|today|tomorrow|tonight|yesterday)(?: at)?\s*$", re.IGNORECASE
)
_NOW_BEFORE = re.compile(
    r"(?:지금|현재|벌써|이미|아직|it'?s(?: already| now| almost)?|it is|right now|currently)\s*$", re.IGNORECASE
)
_NOW_AFTER = re.compile(
    r"\s*(?:인데|이고|임|이네|이다|이야|라서?|다\s?되|넘|and i\b|here|rn\b|right now|already|over here|where i)",
    re.IGNORECASE,
)
_OF_DAY_AFTER = re.compile(
    r"\s*(?:[ap]\.?m\b|a\.m|p\.m|시\b|o'?clock|in the (?:morning|afternoon|evening|night)|at night|tonight|tomorrow|kst\b|jst\b"
    r"|utc\b|gmt\b|[ecp][sd]t\b|(?:분)?(?:경|쯤)?\s?(?:에|까지|부터)\s?(?:만나|출근|퇴근|일어나|기상|업로드|올라|공개|오픈|방송|방영|출발"
    r"|도착|알람|예매|예약|개봉|개막|마감|영업|근무|취침|점심|저녁|수업|등교|하교|입장|킥오프|방문|본방|잤|자고|잠들|잠이)"
    r"|\s(?:퇴근|출근|기상|출발|도착|마감|예매|업로드|본방|킥오프))",
    re.IGNORECASE,
)
_STARTS_AFTER = re.compile(
    r"(?:분)?(?:경|쯤)?\s?(?:에|부터)?\s?(?:시작|끝|온다|옴|방송|방영|라이브|생방|공개|오픈|처음 방문|방문|starts?\b|begins?\b)",
    re.IGNORECASE,
)
_UNTIL_AFTER = re.compile(
    r"\s?[~-]\s?\d{1,2}:\d\d\s*(?:영업|근무|운영|까지 (?:영업|근무|운영)|open|kst)", re.IGNORECASE
)
_SCORE_BEFORE = re.compile(
    r"(?:스코어|점수|비율|화면비|종횡비|환율|배율|축척|스케일|\bscores?|\bratio|\baspect|\bscale|\bodds|\bwon|\blost|\bbeat (?:them|us|him|her)"
    r"|\bleading|\b(?:up|down) by)\s*[:은는이가도]?\s*(?:was|is|of)?\s*$",
    re.IGNORECASE,
)
_SCORE_AFTER = re.compile(
    r"\s*(?:(?:의\s?)?비율|스케일|축척|배율|화면비|프라모델|모형|희석|(?:으로|로)\s?(?:이기|이겨|이겼|이김|승리|지고|졌|짐|패|대승|대패|완승|역전|리드|앞서|뒤지"
    r"|끝나|섞|희석|배합|타서|맞춰|마무리)|완승|대승|대패|완패|승리|동점|세트|aspect|ratio|scale\b|monitor|screen|모니터|해상도"
    r"|페이스|pace\b|odds|win\b|loss\b)",
    re.IGNORECASE,
)
_VERSE_BEFORE = re.compile(
    r"(?:창세기|출애굽기|레위기|민수기|신명기|여호수아|사사기|룻기|사무엘[상하]|열왕기[상하]|역대[상하]|에스라|느헤미야|에스더|욥기|시편|잠언|전도서"
    r"|아가서?|이사야|예레미야|에스겔|다니엘|호세아|요엘|아모스|요나|미가|하박국|스바냐|학개|스가랴|말라기|마태(?:복음)?|마가복음|누가복음"
    r"|요한(?:복음|[1-3일이삼]서|계시록)?|사도행전|로마서|고린도[전후]서|갈라디아서|에베소서|빌립보서|골로새서|데살로니가[전후]서|디모데[전후]서"
    r"|디도서|빌레몬서|히브리서|야고보서|베드로[전후]서|유다서|계시록|꾸란|코란|성경|말씀"
    r"|(?<![가-힣])(?:요|마|막|눅|롬|고전|고후|갈|엡|빌|골|살전|살후|딤전|딤후|히|벧전|벧후|계|창|레|렘|사|잠))\s*$"
    r"|\b(?:genesis|exodus|leviticus|deuteronomy|joshua|[12] ?samuel|[12] ?kings|[12] ?chronicles|nehemiah|esther|psalms?|proverbs|ecclesiastes"
    r"|isaiah|jeremiah|ezekiel|daniel|hosea|joel|amos|jonah|micah|habakkuk|zechariah|malachi|matthew|(?:[1-3] ?)?john|luke|romans"
    r"|[12] ?corinthians|galatians|ephesians|philippians|colossians|[12] ?thessalonians|[12] ?timothy|titus|hebrews|james|[12] ?peter"
    r"|revelations?|quran|qur'an|surah(?: \S+)?|bible|verse)\s*$",
    re.IGNORECASE,
)
_CAPITAL_BOOK = re.compile(r"\b(?:Mark|Acts|Numbers|Judges|Job|Ruth|Jude|Ezra)\s*$")
_VERSE_AFTER = re.compile(r"[-~\d, ]*\s*(?:절|말씀|성경|\((?:NIV|KJV|ESV|NKJV|개역))", re.IGNORECASE)

_LENGTH_BEFORE = re.compile(
    r"(?:총|무려|겨우|고작|장장|불과|러닝타임|길이|재생 ?시간|기록|랩타임|쿨타임|제한 ?시간|약|거의|매|딱 한|최소|최대|앞으로|영상이|노래가"
    r"|\b(?:for|in|took|takes?|taking|lasts?|lasted|after|under|within|only|every|of|than|ran|spent|waited|another|next|whole|full|length|runtime|last|first|a|me|my))"
    r"\s*[:은는이가]?\s*$",
    re.IGNORECASE,
)
_LENGTH_AFTER = re.compile(
    r"\s?(?:정도\s?)?(?:동안|간(?!지|주)|짜리|이내|안에|안쪽|만에|만(?=\s|$)|걸|전(?![가-힣]|\s?[개꼭])|전에|뒤|후|남|지나|지났|더\b|더 |이상|이하|미만|분량|컷|길이"
    r"|밖에|이면|이나|내내|순삭|씩|마다|째|거리|도 안|도안|넘|늦|빨|차이|기다|충전|무적|쿨|이라니|영상|광고|요리|카레|짜장|타이머|단위|가 (?:아깝|아쉽|소중)"
    r"|\s*(?:long\b|later|ago|left|each|straight|of\b|videos?\b|or less|per\b|remaining|and counting|clip|ads?\b|song|video|runtime|timer|pb\b|world record))",
    re.IGNORECASE,
)
_RATE_AFTER = re.compile(
    r"(?:초|분)?에\s?(?:한|하나|두|세|네|다섯|열|몇|수|만|백|천|\d|걸쳐|달하|끝내|완성|완료|가능|해치|뚝딱)|\s?(?:당|안)|/"
)
_POINTS_AFTER = re.compile(
    r"(?:쯤|정도|경|즈음|대|부근|무렵|께)?\s?(?:에서|에(?![가-힣])|에는|에도|에요|부터|까지(?=\s))|(?:즈음|부근|무렵)|\s?(?:장면|부분|구간|여기|지점|대목|표정|짤|씬)"
    r"|쯤 (?:나오|보면|여기|그|에)|경 (?:나오|보면|여기)"
)
_LAUGHS_AFTER = re.compile(r"\s?(?:쯤)?\s?(?:ㅋ|ㅎㅎ|ㅠ|ㅜ|ㄷㄷ|ㄹㅇ|[\U0001f300-\U0001faff])")
_LINE_START = re.compile(r"^\s*(?:@\S+\s+)?(?:여기|와|아|헐|ㅋ+)?\s*$")
_HOUR_OR_SPAN_BEFORE = re.compile(r"(?:\d\s?시|\d\s?[~-])\s*$")
_AT_BEFORE = re.compile(r"(?:\bat|@|\bfrom|\baround|\bpast)(?: (?:about|exactly|around|like|the))?\s*$", re.IGNORECASE)
_MARK_AFTER = re.compile(r"[ -]?(?:mark\b|timestamp|in\b(?! (?:a|the|each|total|my|and out)\b))", re.IGNORECASE)
_FEET: Final = range(4, 8)
_INCHES: Final = range(12)
_HOURS: Final = range(5, 25)


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after characters [start, end), of the same line, a few words each."""
    before = text[max(0, start - _BEFORE) : start]
    after = text[end : end + _AFTER]
    return before[before.rfind("\n") + 1 :], after.partition("\n")[0]


def is_verse(before: str, after: str) -> bool:
    """Chapter and verse: John 3:16."""
    return bool(_VERSE_BEFORE.search(before) or _CAPITAL_BOOK.search(before) or _VERSE_AFTER.match(after))


def is_height(feet: int, inches: int) -> bool:
    """Feet and inches of a human: 5'11"."""
    return feet in _FEET and inches in _INCHES


def is_length(before: str, after: str) -> bool:
    """A span of time: 3분 20초 동안, for 3m20s."""
    return bool(_LENGTH_BEFORE.search(before) or _LENGTH_AFTER.match(after))


def is_something_else(before: str, after: str, first: int, second: int) -> bool:
    """Whether ``first:second`` is a time of day, a score, a ratio or a length; ``first`` is -1 where hours are written."""
    of_day = (
        _OF_DAY.search(before)
        or _OF_DAY_AFTER.match(after)
        or _UNTIL_AFTER.match(after)
        or (_NOW_BEFORE.search(before) and _NOW_AFTER.match(after))
        or (first in _HOURS and (_DAY_BEFORE.search(before) or (second % 10 == 0 and _STARTS_AFTER.match(after))))
    )
    return bool(
        of_day or _SCORE_BEFORE.search(before) or _SCORE_AFTER.match(after) or _is_clocked_length(before, after)
    )


def _is_clocked_length(before: str, after: str) -> bool:
    return bool(
        re.search(
            r"(?:러닝타임|길이|재생 ?시간|기록|랩타임|runtime|length|pb)\s*[:은는이가]?\s*(?:is|of)?\s*$",
            before,
            re.IGNORECASE,
        )
        or re.match(r"\s?(?:초\s?)?(?:동안|짜리|분량|long\b|남음|남았|완주|컷)", after, re.IGNORECASE)
    )


def korean_points(before: str, after: str, units: str) -> bool:
    """Whether a Korean time of ``units`` (``ms``, ``s``, …) points: seconds or minutes alone only with a word that says so."""
    if _HOUR_OR_SPAN_BEFORE.search(before) or is_length(before, after):
        return False
    if len(units) > 1 and "s" in units:
        return not _RATE_AFTER.match(after)
    if _RATE_AFTER.match(after) or _OF_DAY_AFTER.match(after):
        return False
    return bool(
        _POINTS_AFTER.match(after) or (units == "s" and _LINE_START.match(before) and _LAUGHS_AFTER.match(after))
    )


def latin_points(before: str, after: str, units: str) -> bool:
    """The same for ``3m20s``, ``at 20 seconds``, ``the 3 minute mark``."""
    if _MARK_AFTER.match(after):
        return True
    if len(units) > 1 and "s" in units:
        return not is_length(before, after)
    return units != "m" and bool(_AT_BEFORE.search(before)) and not _LENGTH_AFTER.match(after)
