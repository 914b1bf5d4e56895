"""Makes nlp/redaction/names/*.txt from the name lists of Faker (MIT), which is needed for this only.

    pip install --no-deps faker==40.54.0 && python -m nlp.training.people

A name that is also an English word (a verb, adjective or adverb of WordNet as spaCy's lemmatizer has it, or a noun that
our own training sentences use in small letters, or one of the list below) goes to a list of its own: it is a name only
where the sentence says so.
"""

import importlib
import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from nlp.wordlists import word_set

LOCALES = [
    "cs_CZ",
    "da_DK",
    "de_AT",
    "de_CH",
    "de_DE",
    "de_LI",
    "de_LU",
    "en",
    "en_GB",
    "en_IE",
    "en_IN",
    "en_KE",
    "en_NG",
    "en_NZ",
    "en_US",
    "es_AR",
    "es_CL",
    "es_CO",
    "es_ES",
    "es_MX",
    "et_EE",
    "fi_FI",
    "fr_BE",
    "fr_CA",
    "fr_CH",
    "fr_FR",
    "ga_IE",
    "ha_NG",
    "hr_HR",
    "hu_HU",
    "id_ID",
    "ig_NG",
    "it_IT",
    "lt_LT",
    "lv_LV",
    "nl_BE",
    "nl_NL",
    "no_NO",
    "pl_PL",
    "pt_BR",
    "pt_PT",
    "ro_RO",
    "sk_SK",
    "sl_SI",
    "sv_SE",
    "tr_TR",
    "tw_GH",
    "vi_VN",
    "yo_NG",
    "zu_ZA",
]
_FOLDER = Path(__file__).parents[1] / "redaction" / "names"
_PLAIN = re.compile(r"^[^\W\d_][^\W\d_'’-]{2,}$")
# Words, places and titles that the lists also have as names, gone through by hand.
_ALSO_WORDS = word_set(
    "admiral alabama alaska albion ale almond alpha amen america amine angel angus apollo ararat arizona "
    "arlington asia aspen atlas aurora austin avon babe baker baldwin baptist baron beau bee beloved berlin "
    "bishop blessing bliss boston bowman bristol brooklyn butler cadence cali camden canyon caprice carolina "
    "carter charity charm chester chi china christ cinnamon cleveland cliff colon colonel colt columbia columbus "
    "commodore cooper corona cristal crystal cuba daisy dakota dale dallas dame deacon delta denver destiny "
    "diamond dink dirk divan dodo doll dolly duke earl eden ell ember emerald essence ester ether ethyl eve fairy "
    "faith fern fisher florence florida forum fount franc france franco frost fulton gaia gale garnet gene "
    "genesis geneva genie georgia germany gladstone glen governor gust halle harmony hart harvard heath heather "
    "heaven hermes holland holly houston hunter india indiana infant ink inka ion iris ireland israel ivory ivy "
    "jagger japan jay jersey journey justice kale kenya king kingston kirk kitty knox lafayette laurel lea legend "
    "lemma lemon leone liberty lily lima lincoln linden london lore louisiana luna luster lute mac mace madison "
    "magnolia manila mansfield mare marina marsh marshall mart mason maxim mayo meadow melbourne melody memphis "
    "mercedes mercer mercy messiah metro milan mills mina miracle missouri monday montana monroe munich naja "
    "nevada newton nile noble none nova novella oakley octave oman opal oracle orion orlando pace page paisley "
    "palmer pandora panini pansy paris parker pastor pate patty peace penny phoenix pier pinkie piper pol polk "
    "poppy porsche prentice prince princess prudence puck purity quint raleigh rama rand red reef regina rex "
    "richmond river rivers rod roe rome rosemary rosette rune sable saga sage saint salmon salvador sander santa "
    "saturn savannah sawyer senna seneca serenity shay shiloh sienna sierra sine sky smith sol solon sonata "
    "sparrow stanford stanton starling starr stein stela sterling stetson steward summer sunshine sunday sydney "
    "talon tandem tate tera terra texas theta thor tiara tiger tilde tine tiny torch trace trinity troy tulip una "
    "unique unity utah valencia valentine vega velvet venice venus vertex viking villa vino viola violet virginia "
    "vista washington watt webster well wellington wells west weaver wheeler wilder willow windsor winter wolf "
    "wood wren wright york zed zeno zeta zion victory yang friday the and for you are was his her not all any can "
    "had him how our out she who has its now see two way did let put say too use okay hello yeah thanks sales "
    "demo data cloud the mon max api app"
)


def main() -> None:
    """Write the lists."""
    words = _words()
    given, family = (_names_of(kind) for kind in ("first_name", "last_name"))
    _FOLDER.mkdir(exist_ok=True)
    _write("given.txt", (name for name in given if name not in words))
    _write("given_words.txt", (name for name in given if name in words))
    _write("family.txt", (name for name in family if name not in words and name not in given))


def _names_of(kind: str) -> set[str]:
    found: set[str] = set()
    for locale in LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if attribute.startswith(kind) and isinstance(values, (tuple, list, dict)):
                found |= {unicodedata.normalize("NFC", name) for name in values if isinstance(name, str)}
    return {name.lower() for name in found if _PLAIN.match(name)}


def _words() -> set[str]:
    from nlp.language import build_language

    tables = build_language().get_pipe("lemmatizer").lookups
    index, exceptions = tables.get_table("lemma_index"), tables.get_table("lemma_exc")
    known = {str(word) for part in ("verb", "adj", "adv") for word in index.get(part, ())}
    known |= {str(word) for part in ("verb", "adj", "noun") for word in exceptions.get(part, {})}
    bank = Path(__file__).parent
    text = " ".join(
        json.dumps(json.loads(line), ensure_ascii=False)
        for path in (*bank.glob("bank/*.jsonl"), *bank.glob("exchange_bank/*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    )
    counts = re.findall(r"\b[a-z]{3,}\b", text)
    return known | _ALSO_WORDS | set(counts)


def _write(filename: str, names: Iterable[str]) -> None:
    head = "# Made by nlp/training/people.py from the name lists of Faker 40.54.0 (MIT licence).\n"
    (_FOLDER / filename).write_text(head + "\n".join(sorted(names)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
