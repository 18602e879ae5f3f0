"""Turn a plain statement into its negation or back, where that is safe without parsing it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sosprobe.perturbations.text import is_free, sentences
from sosprobe.surface import Span
from sosprobe.types import Edit

_VERB = re.compile(
    r"\b(?:is|are|was|were|am|can|cannot|could|will|would|shall|should|may|might|must|ought|has|have"
    r"|had|does|do|did|let|\w+n['’]t|\w+['’](?:re|ve|ll|m|d|s))\b(?!['’])",
    re.IGNORECASE,
)
"""Words that a finite verb begins with; a sentence must have exactly one."""
_SECOND = re.compile(
    r"""\b(?:whom|when|while|because|although|though|since|if|unless|whether|until|before|after|so
    |but|yet|however|what|how|why|whatever|wherever|nor|as[ ]\w+[ ]as
    |(?:and|or)[ ](?:\w+(?:s|ed)|the|an?|its?|their|they|he|she|this|these|his|her|you|we|I|then)
    |not[ ](?:only|just|merely|simply|necessarily|always|every|even))\b
    | [;:()\[\]"“”«»?…|*_] | [ ][-–—] | [—]""",
    re.IGNORECASE | re.VERBOSE,
)
"""Signs that a sentence has a second verb or that a negation would not reach all of it."""
_RELATIVE = re.compile(
    r"\b(?:that|which|who|whose|where|as|says?|said|thinks?|thought|suggests?|shows?|believes?|means?"
    r"|knows?|knew|assumes?|claims?)\b|^(?:Below|Above|Among|Such)\b",
    re.IGNORECASE,
)
"""Words that begin a clause; a negation before them reaches it, one behind them only the clause."""
_PARTIAL = re.compile(
    r"""\b(?:all|every|everything|everyone|everybody|each|both|any|some|something|someone|sometimes
    |several|many|few|most|mostly|much|none|either|neither|always|usually|often|generally|typically
    |largely|mainly|partly|also|too|still|already|only|just|even|merely|almost|nearly|about|rather
    |perhaps|probably|likely|arguably|very|quite|really|truly|especially|extremely|particularly
    |incredibly|there|here|one(?!\ of)|no|never|nothing|nobody|without|hardly|rarely|seldom
    |therefore|thus|hence|then|another|other|others|ever|yet|instead|next|first|last|later|finally)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Words that make the negation say something weaker or odd."""
_COUNTED = re.compile(r"\d\S*(?: \S+){0,3} $")
"""A subject with a number: not so many may still be fewer."""
_AFFIRMED = re.compile(
    r"(?<=[a-z0-9,)] )(?P<verb>is|are|was|were|can|will|should|must|has been|have been|had been)"
    r"(?= (?!to\b)\w)"
)
_NEGATED = re.compile(
    r"(?<=[a-z0-9,)] )(?:(?P<verb>is|are|was|were|has|have|had|will|should|must|can)"
    r"(?P<drop> not|n['’]t)"
    r"|(?P<can>cannot|can['’]t)|(?P<do>do not |don['’]t ))(?=\b| |(?<= )[a-z])"
)
_NOUN = re.compile(r"\b(?:an?|the|his|her|its|their|this|that|your|my|free) $", re.IGNORECASE)
_OPENING_PHRASE = re.compile(
    r"(?:In|At|On|For|With|By|From|During|Under|Inside|Outside|Like|Unlike|Within|Among)\b[^,]*,"
    r" (?!and|or)[^,]*\Z"
)
_IMPERATIVE = re.compile(r"(?:[A-Z][a-z]+ly,? |Please |Also )?$")


def negations(text: str) -> Iterator[tuple[Span, Edit]]:
    """Yield sentences of prose with the edit that negates them or takes their negation away.

    >>> text = "Glass is a solid. It cannot flow. Why is it clear? Some is green."
    >>> [(text[slice(*span)], edit.new) for span, edit in negations(text)]
    [('Glass is a solid.', 'is not'), ('It cannot flow.', 'can')]
    """
    for start, end in sentences(text):
        sentence = text[start:end]
        found = _edit(sentence)
        if found is not None:
            left, right, new = found
            if is_free(text, start, end) and text[start].isupper():
                yield (start, end), Edit(start=start + left, end=start + right, new=new)


def _edit(sentence: str) -> tuple[int, int, str] | None:
    """Return what to replace in a sentence, and by what; None if it is not safe."""
    if not sentence.endswith(".") or "\n" in sentence or _SECOND.search(sentence):
        return None
    if len(_VERB.findall(sentence)) != 1:
        return None
    negated = _NEGATED.search(sentence)
    match = negated or _AFFIRMED.search(sentence)
    if match is None or _NOUN.search(sentence[: match.start()]):
        return None
    before, after = sentence[: match.start()], sentence[match.end() :]
    rest = f"{before} {after}"
    if "," in after or ("," in before and not _OPENING_PHRASE.match(before)):
        return None
    if _RELATIVE.search(before) or _COUNTED.search(before):
        return None
    if _PARTIAL.search(rest) or re.search(r"\bnot\b", rest):
        return None
    if negated is None:
        verb = match["verb"]
        first, _, more = verb.partition(" ")
        new = "cannot" if verb == "can" else f"{first} not{' ' * bool(more)}{more}"
        return match.start(), match.end(), new
    if negated["do"]:
        imperative = _IMPERATIVE.fullmatch(before)
        return None if imperative else (match.start(), match.end(), "")
    return match.start(), match.end(), negated["verb"] or "can"
