"""Tell the language of a text: by langdetect where it is installed, else by letters and words."""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections import Counter

_SCRIPTS = {
    "BENGALI": "bn",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAI": "th",
    "HEBREW": "he",
    "GREEK": "el",
    "CJK": "zh-cn",
}
_LETTERS = {"ARABIC": {"ur": "ٹڈڑںےھ", "fa": "پچژگی"}, "CYRILLIC": {"ru": "ыэё", "uk": "їієґ"}}
_DEFAULT = {"ARABIC": "ar", "CYRILLIC": "bg", "DEVANAGARI": "hi", "LATIN": "en"}
_WORDS = {
    "DEVANAGARI": {
        "hi": "है हैं में का की के और से को नहीं यह पर",
        "mr": "आहे आहेत आणि मध्ये ते ही हे आम्ही नाही च्या",
        "ne": "छ छन् र मा को हो यो गर्न भने पनि लाई छैन",
    },
    "LATIN": {
        "en": "the and of to is in that it you for with are this was have on be",
        "de": "der die das und ist nicht ein eine zu mit den ich sie für auf von",
        "es": "el los las y es que un una por con para del se su no está",
        "fr": "le les et est que un une des dans pour pas du qui sur vous au",
        "it": "il gli e è che un una di per non con del della sono nel si",
        "pt": "o os e é que um uma do da não com para em no na se são",
        "nl": "de het een en is van niet dat op te met voor zijn ik je aan",
        "fi": "ja on ei se että hän oli olla mutta kun tämä ovat myös kuin",
        "vi": "và là của không có được cho một những các với này người trong",
        "sw": "na ya wa ni kwa katika za la hii hiyo kama lakini yake watu",
        "pl": "i w nie na jest się że z do to jak ale przez dla",
        "tr": "ve bir bu için ile de da çok olarak ne gibi daha var",
    },
}


def language(text: str) -> str | None:
    """Return the code of the language of a text; None if it holds no letters.

    >>> language("The cat is on the mat and it is happy."), language("Die Katze ist nicht auf der")
    ('en', 'de')
    """
    try:
        package = importlib.import_module("langdetect")
    except ModuleNotFoundError:
        return _by_letters(text)
    package.DetectorFactory.seed = 0
    try:
        return str(package.detect(text))
    except package.LangDetectException:
        return None


def _by_letters(text: str) -> str | None:
    scripts = Counter(
        unicodedata.name(letter, "?").partition(" ")[0] for letter in text if letter.isalpha()
    )
    if not scripts:
        return None
    script = scripts.most_common(1)[0][0]
    if "HIRAGANA" in scripts or "KATAKANA" in scripts:
        return "ja"
    if script in _SCRIPTS:
        return _SCRIPTS[script]
    for code, letters in _LETTERS.get(script, {}).items():
        if any(letter in text.casefold() for letter in letters):
            return code
    words = Counter(re.findall(r"[^\s\d.,;:!?\"'()।]+", text.casefold()))
    hits = {
        code: sum(words[word] for word in known.split())
        for code, known in _WORDS.get(script, {}).items()
    }
    best = max(hits, key=lambda code: hits[code]) if hits else None
    return best if best is not None and hits[best] else _DEFAULT.get(script)
