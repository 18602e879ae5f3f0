"""Names by class. One may stand for another of its class, so the sentence stays well formed."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from sosprobe.perturbations.substance.places import context
from sosprobe.surface import KEPT

if TYPE_CHECKING:
    from spacy.language import Language

CLASSES = {
    "country": """
        France, Spain, Italy, Germany, Poland, Portugal, Greece, Turkey, Sweden, Norway, Denmark,
        Finland, Iceland, Ireland, Austria, Hungary, Romania, Bulgaria, Belgium, Switzerland,
        Ukraine, Russia, China, Japan, India, Pakistan, Thailand, Vietnam, Malaysia, Indonesia,
        Egypt, Morocco, Kenya, Nigeria, Ethiopia, Mexico, Brazil, Argentina, Chile, Peru, Colombia,
        Venezuela, Canada, New Zealand
    """,
    "country with an article": """
        United States, United Kingdom, Netherlands, Philippines, Czech Republic
    """,
    "city": """
        London, Paris, Berlin, Madrid, Rome, Lisbon, Vienna, Warsaw, Prague, Athens, Dublin, Oslo,
        Stockholm, Copenhagen, Helsinki, Budapest, Bucharest, Brussels, Amsterdam, Moscow, Beijing,
        Tokyo, Seoul, Bangkok, Cairo, Nairobi, Lima, Ottawa, Canberra, Barcelona, Munich, Hamburg,
        Milan, Venice, Naples, Manchester, Edinburgh, Glasgow, Chicago, Boston, Toronto, Melbourne,
        Mumbai, Shanghai, Istanbul
    """,
    "American state": """
        California, Texas, Florida, Ohio, Nevada, Arizona, Colorado, Oregon, Michigan, Illinois,
        Alaska, Louisiana, Tennessee, Kentucky, Wisconsin, Minnesota, Alabama, Utah
    """,
    "continent": "Europe, Asia, Africa, North America, South America, Antarctica",
    "river": """
        Nile, Danube, Rhine, Thames, Seine, Loire, Volga, Elbe, Ganges, Indus, Mekong, Yangtze,
        Zambezi, Tigris, Euphrates, Orinoco
    """,
    "ocean": "Pacific Ocean, Atlantic Ocean, Indian Ocean, Arctic Ocean",
    "sea": "North Sea, Baltic Sea, Black Sea, Red Sea, Caspian Sea, Mediterranean Sea",
    "mountain": "Mount Everest, Mount Fuji, Mount Etna, Mount Kilimanjaro, Mont Blanc",
    "range": "Alps, Andes, Himalayas, Pyrenees, Carpathians, Urals, Apennines",
    "planet": "Mercury, Venus, Mars, Jupiter, Saturn, Uranus, Neptune",
    "moon": "Ganymede, Callisto, Enceladus, Triton",
    "element: gas": "hydrogen, helium, nitrogen, oxygen, chlorine, argon, methane",
    "element: light metal": "lithium, sodium, magnesium, aluminium, potassium, calcium",
    "element: metal": "titanium, chromium, nickel, copper, zinc, platinum, uranium, radium",
    "element: other": "carbon, silicon, phosphorus, iodine",
    "scientist": """
        Isaac Newton, Albert Einstein, Charles Darwin, Marie Curie, Galileo Galilei, Johannes
        Kepler, Nicolaus Copernicus, Michael Faraday, Niels Bohr, Max Planck, Werner Heisenberg,
        Erwin Schrödinger, Ernest Rutherford, Louis Pasteur, Gregor Mendel, Dmitri Mendeleev,
        Antoine Lavoisier, Robert Boyle, Robert Hooke, Christiaan Huygens, Alessandro Volta, Enrico
        Fermi, Linus Pauling, Alfred Wegener, Alexander Fleming, Robert Koch, Carl Linnaeus, Edwin
        Hubble, Tycho Brahe, Joseph Priestley, Henry Cavendish, Humphry Davy, Edward Jenner, Richard
        Feynman, Rosalind Franklin, Francis Crick
    """,
    "scientist's surname": """
        Newton, Einstein, Darwin, Curie, Galileo, Kepler, Copernicus, Faraday, Maxwell, Bohr,
        Planck, Heisenberg, Schrödinger, Rutherford, Pasteur, Mendel, Lavoisier, Huygens, Wegener,
        Linnaeus
    """,
    "mathematician": """
        Carl Friedrich Gauss, Leonhard Euler, Pierre de Fermat, Bernhard Riemann, David Hilbert,
        Georg Cantor, Kurt Gödel, Emmy Noether, Alan Turing, Blaise Pascal, René Descartes,
        Gottfried Wilhelm Leibniz
    """,
    "mathematician's surname": """
        Euclid, Pythagoras, Archimedes, Gauss, Euler, Fermat, Riemann, Hilbert, Cantor, Gödel,
        Turing, Bernoulli, Laplace, Lagrange, Leibniz, Descartes
    """,
    "composer": """
        Johann Sebastian Bach, Ludwig van Beethoven, Wolfgang Amadeus Mozart, Joseph Haydn, Franz
        Schubert, Robert Schumann, Johannes Brahms, Antonio Vivaldi, Frédéric Chopin, Franz Liszt,
        Richard Wagner, Giuseppe Verdi, Claude Debussy, Igor Stravinsky
    """,
    "composer's surname": """
        Bach, Beethoven, Mozart, Haydn, Schubert, Schumann, Brahms, Vivaldi, Chopin, Liszt, Wagner,
        Verdi, Debussy, Stravinsky, Handel, Tchaikovsky
    """,
    "artist": """
        Leonardo da Vinci, Pablo Picasso, Vincent van Gogh, Claude Monet, Johannes Vermeer, Salvador
        Dalí, Edvard Munch, Gustav Klimt, Henri Matisse, Paul Cézanne, Francisco Goya
    """,
    "artist's surname": """
        Picasso, Monet, Vermeer, Matisse, Cézanne, Rembrandt, Michelangelo, Caravaggio, Rubens
    """,
    "writer": """
        William Shakespeare, Jane Austen, Charles Dickens, Leo Tolstoy, Fyodor Dostoevsky, Mark
        Twain, Victor Hugo, Miguel de Cervantes, Dante Alighieri, Giovanni Boccaccio, Franz Kafka,
        George Orwell, Ernest Hemingway, Virginia Woolf, Geoffrey Chaucer, John Milton
    """,
    "writer's surname": """
        Shakespeare, Austen, Dickens, Tolstoy, Dostoevsky, Cervantes, Goethe, Kafka, Orwell,
        Hemingway, Chaucer
    """,
    "philosopher": """
        Immanuel Kant, David Hume, Friedrich Nietzsche, John Locke, Thomas Hobbes, Adam Smith, John
        Stuart Mill
    """,
    "philosopher's name": """
        Plato, Aristotle, Socrates, Hegel, Nietzsche, Spinoza, Seneca, Epicurus, Confucius
    """,
    "explorer": """
        Christopher Columbus, Vasco da Gama, Ferdinand Magellan, James Cook, Marco Polo, Roald
        Amundsen
    """,
    "president": """
        Abraham Lincoln, George Washington, Thomas Jefferson, Theodore Roosevelt, Woodrow Wilson,
        Ronald Reagan
    """,
    "god": "Zeus, Poseidon, Hades, Athena, Hera, Hermes, Artemis, Aphrodite, Dionysus",
    "language": """
        French, German, Spanish, Dutch, Polish, Swedish, Danish, Portuguese, Greek, Turkish,
        Russian, Japanese, Chinese, Korean
    """,
    "company": "Google, Microsoft, Samsung, Toyota, Siemens, Netflix, Boeing, Airbus",
    "person": """
        Oscar, Paula, Quentin, Rosa, Anna, Anne, Ben, Bruno, Carla, Clara, David, Dora, Emma, Erik,
        Felix, Fiona, George, Helen, Henry, Ines, Jack, Jane, Julia, Karl, Laura, Lena, Lucy, Maria,
        Martin, Mary, Nina, Nora, Oliver, Otto, Peter, Robert, Sara, Sarah, Simon, Sophie, Susan,
        Thomas, Tim, Tom, Vera, Victor, Alice, Bob, Carol, Dan, Eve, John, Lisa, Lily, Sam, Mark
    """,
}
"""Names that are no common words and rarely mean anything else, comma by comma.

What stands before a colon is a wider class.
"""

NAMES = {
    label: tuple(" ".join(name.split()) for name in names.split(","))
    for label, names in CLASSES.items()
}
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGER_BEFORE = re.compile(r"(?:[a-z,;:)] [A-Z][\w'’.-]*|\b[A-Z][a-z]+(?<!The)|\d|[A-Z]\.)[ -]$")
_LONGER_AFTER = re.compile(r"(?: (?!(?:River|Valley|I|It|He|She|The)\b)[A-Z]|[-–][A-Za-z]|\.\w)")

Mention = tuple[str, str, int, int]
"""Class, name, and where it stands."""


@cache
def _nlp() -> Language:
    """Return the blank English pipeline that knows the names."""
    import spacy

    nlp = spacy.blank("en")
    nlp.max_length = 10_000_000
    ruler = nlp.add_pipe("entity_ruler")
    patterns = [
        {"label": label, "pattern": form}
        for label, names in NAMES.items()
        for name in names
        for form in sorted({name, name[0].upper() + name[1:]})
    ]
    getattr(ruler, "add_patterns")(patterns)  # noqa: B009  # the type of a pipe has no methods
    return nlp


@lru_cache(maxsize=KEPT)
def mentions(text: str) -> tuple[Mention, ...]:
    """Return the names in prose and lists that are no part of a longer name.

    >>> mentions("Paris lies on the Seine. New Mexico does not.")
    (('city', 'Paris', 0, 5), ('river', 'Seine', 18, 23))
    """
    found: list[Mention] = []
    for entity in _nlp()(_SURROGATE.sub("?", text)).ents:
        start, end = entity.start_char, entity.end_char
        around = context(text, start, end)
        if around is None:
            continue
        before, after = around
        if not _LONGER_BEFORE.search(before) and not _LONGER_AFTER.match(after):
            found.append((entity.label_, text[start:end], start, end))
    return tuple(found)
