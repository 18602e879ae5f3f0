"""One function for each kind of instruction: a text and the instruction's arguments in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from sosprobe.probes.bench.rows.ifeval.language import language
from sosprobe.probes.bench.rows.ifeval.sentences import sentences

_MARKS = "*" * 6
_FENCE = re.compile(r"^```(?:json)?\s*|\s*```$", re.IGNORECASE)


def holds(count: int, relation: str, wanted: int) -> bool:
    """Say whether a count is `at least` or `less than` what is wanted."""
    return count < wanted if relation == "less than" else count >= wanted


def keywords_exist(text: str, keywords: list[str]) -> bool:
    """Say whether all keywords occur."""
    return all(word.casefold() in text.casefold() for word in keywords)


def keyword_frequency(text: str, keyword: str, frequency: int, relation: str) -> bool:
    """Say whether a keyword occurs as often as asked."""
    return holds(text.casefold().count(keyword.casefold()), relation, frequency)


def no_forbidden(text: str, forbidden_words: list[str]) -> bool:
    """Say whether none of the words occurs as a whole word."""
    return not any(
        re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) for word in forbidden_words
    )


def letter_frequency(text: str, letter: str, let_frequency: int, let_relation: str) -> bool:
    """Say whether a letter, large or small, occurs as often as asked.

    Notes
    -----
    A few items ask for a sign such as `#`. The published checker draws a letter by chance in its
    place; here the sign itself is counted.
    """
    return holds(text.lower().count(letter.lower()), let_relation, let_frequency)


def in_language(text: str, language: str) -> bool:
    """Say whether a text is in a language; one without letters is in any."""
    return _language(text) in (None, language)


def sentence_count(text: str, num_sentences: int, relation: str) -> bool:
    """Say whether a text has as many sentences as asked."""
    return holds(len(sentences(text)), relation, num_sentences)


def paragraph_count(text: str, num_paragraphs: int) -> bool:
    """Say whether a text has just so many paragraphs, divided by three asterisks."""
    parts = _trimmed(re.split(r"\s?\*\*\*\s?", text))
    return parts is not None and len(parts) == num_paragraphs


def word_count(text: str, num_words: int, relation: str) -> bool:
    """Say whether a text has as many words as asked."""
    return holds(len(re.findall(r"\w+", text)), relation, num_words)


def nth_first_word(text: str, num_paragraphs: int, nth_paragraph: int, first_word: str) -> bool:
    """Say whether there are just so many paragraphs, and one begins with a word."""
    blocks = text.split("\n\n")
    full = sum(bool(block.strip()) for block in blocks)
    if full != num_paragraphs or nth_paragraph > full:
        return False
    words = blocks[nth_paragraph - 1].split()
    first = words[0].lstrip("'\"") if words else ""
    return re.split(r"[.,?!'\"]", first.casefold())[0] == first_word.casefold()


def placeholder_count(text: str, num_placeholders: int) -> bool:
    """Say whether at least so many places are kept open in square brackets."""
    return len(re.findall(r"\[.*?\]", text)) >= num_placeholders


def postscript(text: str, postscript_marker: str) -> bool:
    """Say whether a postscript with a marker is there."""
    signs = [sign for sign in postscript_marker.casefold() if sign.isalpha()]
    end = r"\." if postscript_marker.endswith(".") else ""
    return re.search(r"\.\s?".join(signs) + end, text.casefold()) is not None


def bullet_count(text: str, num_bullets: int) -> bool:
    """Say whether there are just so many points, begun by an asterisk or a hyphen."""
    return len(re.findall(r"^\s*(?:\*[^*]|-).*$", text, re.MULTILINE)) == num_bullets


def constrained(text: str) -> bool:
    """Say whether a text holds one of the three answers that are allowed."""
    return any(f"My answer is {word}." in text for word in ("yes", "no", "maybe"))


def highlight_count(text: str, num_highlights: int) -> bool:
    """Say whether at least so many parts stand between asterisks, single or double."""
    single = re.findall(r"\*[^\n*]*\*", text)
    double = re.findall(r"\*\*[^\n*]*\*\*", text)
    return sum(bool(part.strip("*").strip()) for part in single + double) >= num_highlights


def section_count(text: str, section_spliter: str, num_sections: int) -> bool:
    """Say whether at least so many sections begin with a word and a number."""
    found = re.findall(rf"{re.escape(section_spliter.strip())}\s?\d+\s?", text)
    return len(found) >= num_sections


def is_json(text: str) -> bool:
    """Say whether a text, without the fence around it, is JSON."""
    try:
        json.loads(_FENCE.sub("", text.strip()))
    except ValueError:
        return False
    return True


def title(text: str) -> bool:
    """Say whether a title stands between double angle brackets."""
    return any(one.strip("<>").strip() for one in re.findall(r"<<[^\n]+>>", text))


def two_responses(text: str) -> bool:
    """Say whether there are two different answers, divided by six asterisks."""
    parts = _trimmed(text.split(_MARKS))
    return parts is not None and len(parts) == 2 and parts[0].strip() != parts[1].strip()


def repeats(text: str, prompt_to_repeat: str) -> bool:
    """Say whether a text begins with the prompt."""
    return text.strip().casefold().startswith(prompt_to_repeat.strip().casefold())


def ends_with(text: str, end_phrase: str) -> bool:
    """Say whether a text ends with a phrase."""
    return text.strip().strip('"').casefold().endswith(end_phrase.strip().casefold())


def quoted(text: str) -> bool:
    """Say whether a text stands between double quotation marks."""
    bare = text.strip()
    return len(bare) > 1 and bare[0] == bare[-1] == '"'


def capital_words(text: str, capital_frequency: int, capital_relation: str) -> bool:
    """Say whether as many words as asked are all capitals."""
    words = re.findall(r"\w+(?:[-'’.]\w+)*", text)
    return holds(sum(word.isupper() for word in words), capital_relation, capital_frequency)


def all_capitals(text: str) -> bool:
    """Say whether a text is English in capitals only."""
    return text.isupper() and _language(text) in (None, "en")


def all_small(text: str) -> bool:
    """Say whether a text is English in small letters only."""
    return text.islower() and _language(text) in (None, "en")


def no_comma(text: str) -> bool:
    """Say whether a text has no comma."""
    return "," not in text


def _language(text: str) -> str | None:
    return language(text)


def _trimmed(parts: list[str]) -> list[str] | None:
    """Return parts without empty ones at both ends; None if one between is empty."""
    inner = [part for place, part in enumerate(parts) if part.strip() or 0 < place < len(parts) - 1]
    return inner if all(part.strip() for part in inner) else None


CHECKS: dict[str, Callable[..., bool]] = {
    "keywords:existence": keywords_exist,
    "keywords:frequency": keyword_frequency,
    "keywords:forbidden_words": no_forbidden,
    "keywords:letter_frequency": letter_frequency,
    "language:response_language": in_language,
    "length_constraints:number_sentences": sentence_count,
    "length_constraints:number_paragraphs": paragraph_count,
    "length_constraints:number_words": word_count,
    "length_constraints:nth_paragraph_first_word": nth_first_word,
    "detectable_content:number_placeholders": placeholder_count,
    "detectable_content:postscript": postscript,
    "detectable_format:number_bullet_lists": bullet_count,
    "detectable_format:constrained_response": constrained,
    "detectable_format:number_highlighted_sections": highlight_count,
    "detectable_format:multiple_sections": section_count,
    "detectable_format:json_format": is_json,
    "detectable_format:title": title,
    "combination:two_responses": two_responses,
    "combination:repeat_prompt": repeats,
    "startend:end_checker": ends_with,
    "startend:quotation": quoted,
    "change_case:capital_word_frequency": capital_words,
    "change_case:english_capital": all_capitals,
    "change_case:english_lowercase": all_small,
    "punctuation:no_comma": no_comma,
}
"""The check of each kind, by the name that the data gives it."""
