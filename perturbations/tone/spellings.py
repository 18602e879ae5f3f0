"""British and American spellings, made from stems and endings."""

from __future__ import annotations

from functools import cache

_FAMILIES = (
    # British ending, American ending, stems, what may follow
    (
        *("our", "or"),
        "arm behavi col endeav fav flav harb hon hum lab neighb od parl rum sav tum val vap vig",
        "- s ed ing ful fully less",
    ),
    ("our", "or", "fav hon", "able ably"),
    ("our", "or", "fav", "ite ites"),
    (
        *("is", "iz"),
        "amort apolog author capital categor character civil critic crystall custom digit "
        "emphas energ equal fertil final general hospital immun ion item legal local maxim "
        "mechan memor minim mobil modern neutral normal optim organ oxid personal polar popular "
        "priorit random rational real recogn scrutin serial social special stabil standard "
        "steril subsid summar symbol sympath synchron token util vapor vector visual vocal",
        "e es ed ing er ers able ation ations",
    ),
    ("ys", "yz", "anal catal electrol hydrol paral", "e ed ing er ers"),
    ("re", "er", "calib cent fib lust sab spect theat", "- s"),
    (
        *("l", ""),
        "cancel channel counsel fuel label level marvel model quarrel signal travel tunnel",
        "ed ing er ers",
    ),
    ("ence", "ense", "def off pret", "- s"),
    ("grey", "gray", "-", "- s er est ish"),
    ("ould", "old", "m", "- s y"),
    ("sulph", "sulf", "-", "ur uric ate ates ide ides"),
)
_SINGLE = """
    ageing/aging aluminium/aluminum anaemia/anemia armoury/armory artefact/artifact
    artefacts/artifacts behavioural/behavioral catalogue/catalog catalogues/catalogs
    centred/centered cosy/cozy counsellor/counselor defenceless/defenseless diarrhoea/diarrhea
    fulfil/fulfill fulfils/fulfills haemoglobin/hemoglobin instalment/installment
    instalments/installments jewellery/jewelry judgement/judgment judgements/judgments
    labourer/laborer labourers/laborers manoeuvre/maneuver manoeuvres/maneuvers
    marvellous/marvelous meagre/meager moustache/mustache neighbourhood/neighborhood
    neighbourhoods/neighborhoods plough/plow ploughed/plowed practised/practiced
    practising/practicing pyjamas/pajamas savoury/savory sceptic/skeptic sceptical/skeptical
    skilful/skillful skilfully/skillfully sombre/somber speciality/specialty wilful/willful
"""
_BRITISH_ONLY = """
    cheque/check draught/draft kerb/curb kerbs/curbs licence/license licences/licenses
    practise/practice practises/practices programme/program programmes/programs tyre/tire
    tyres/tires
"""
"""Pairs of which the American one is British as well, in another sense."""


@cache
def spellings(to: str) -> dict[str, str]:
    """Return the `american` or `british` spelling of each word that is spelled otherwise there.

    Some of the forms that are made here are no words, so they are never met.

    >>> spellings("american")["colours"], spellings("british")["traveler"]
    ('colors', 'traveller')
    """
    pairs = [_pair(line) for line in _SINGLE.split()]
    for british, american, stems, endings in _FAMILIES:
        for stem in stems.split():
            for ending in endings.split():
                first, last = stem.strip("-"), ending.strip("-")
                pairs.append((first + british + last, first + american + last))
    if to == "british":
        return {american: british for british, american in pairs}
    pairs += [_pair(line) for line in _BRITISH_ONLY.split()]
    return dict(pairs)


def _pair(line: str) -> tuple[str, str]:
    british, _, american = line.partition("/")
    return british, american
