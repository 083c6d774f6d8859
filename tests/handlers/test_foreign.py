"""Languages that we do not speak: what gives them away, what tells of danger in them, and what comes of it.

The sentences of SAID and the word lists were written by one hand, and the lists mended until these were heard: what is
heard of other people's sentences is far less, and content/RULES.md (B3) says how much.
"""

from __future__ import annotations

import pytest

from content.load import load
from handlers import facts as f
from handlers.typed.foreign import find
from tests.handlers.test_safety import Talking
from tests.lines import load as lines

LANGUAGES = load().foreign

# Eight sentences a language: five of danger, one of wanting to die, two of nothing.
SAID = {
    "es": (
        "desde ayer no puedo orinar y me asusta",
        "tengo las piernas dormidas y débiles",
        "me duele mucho el pecho, tengo dolor en el pecho ahora",
        "estoy embarazada y sangro",
        "no siento las piernas desde esta mañana",
        "ya no puedo más, quiero morir",
        "hola, tengo dolor de espalda desde hace un mes",
        "muchas gracias por la ayuda, hasta mañana",
    ),
    "de": (
        "ich kann seit gestern nicht pinkeln",
        "meine beiden Beine sind taub",
        "ich habe Schmerzen in der Brust und Angst",
        "ich bin gestern schwer gestürzt und mein Rücken tut weh",
        "ich habe mir in die Hose gemacht und nichts gemerkt",
        "ich will nicht mehr leben",
        "guten Morgen, mein Rücken tut weh",
        "danke für die Hilfe, bis morgen",
    ),
    "fr": (
        "je ne peux pas uriner depuis hier",
        "mes jambes sont engourdies, les jambes engourdies depuis hier",
        "j'ai mal à la poitrine",
        "je suis tombée dans l'escalier hier",
        "je suis enceinte et je saigne",
        "je veux mourir, je suis fatigué",
        "bonjour, j'ai mal au dos depuis hier",
        "merci beaucoup, c'est très gentil, mais pas aujourd'hui",
    ),
    "pl": (
        "od wczoraj nie mogę się wysikać, nie mogę sikać",
        "mam zdrętwiałe nogi i nogi słabe",
        "mam ból w klatce piersiowej",
        "wczoraj spadłem z drabiny i boli mnie",
        "nie czuję nóg od rana",
        "nie chcę żyć",
        "dzień dobry, bolą mnie plecy",
        "dziękuję bardzo, to jest dobre",
    ),
    "ru": (
        "со вчерашнего дня не могу помочиться",
        "не чувствую ног",
        "у меня сильная боль в груди",
        "я вчера упала с лестницы",
        "обе ноги слабые и немеют",
        "я не хочу жить",
        "здравствуйте, болит спина",
        "спасибо за помощь, до завтра",
    ),
    "tr": (
        "dünden beri işeyemiyorum",
        "bacaklarımı hissetmiyorum",
        "göğsüm ağrıyor çok",
        "merdivenden düştüm dün",
        "iki bacağım da uyuşuyor",
        "yaşamak istemiyorum",
        "merhaba, belim çok ağrıyor",
        "yardım için çok teşekkürler",
    ),
}


@pytest.mark.parametrize("code", SAID)
def test_a_language_gives_itself_away_and_danger_is_heard(code: str) -> None:
    found = [find(text, LANGUAGES) for text in SAID[code]]
    assert [each.code for each in found if each] == [code] * len(found)
    kinds = [each.about for each in found if each]
    assert kinds[6:] == ["", ""]
    assert sum(kind == "emergency" for kind in kinds[:5]) >= 4
    assert kinds[5] == "crisis"


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_says_what_counts(code: str) -> None:
    language = LANGUAGES[code]
    said = f"{language.gives_away[0]} {language.emergency[0].replace('*', 'x')}"
    assert find(said, LANGUAGES)
    assert language.reviewed is None  # until somebody who speaks it has read it
    assert 3 <= sum(language.answer.count(end) for end in ".?؟।!") <= 4
    assert language.back.count("{call}") == 2


def test_english_is_not_taken_for_another_language() -> None:
    """But for lines that are in one."""
    every = lines(measuring=False)
    taken = [line.text for line in every if find(line.text, LANGUAGES)]
    assert len(taken) <= 0.004 * len(every), taken


def test_danger_in_another_language_takes_todays_exercise_away_and_asks_no_english_list() -> None:
    talked = Talking()
    talked.home()
    talked.type("no puedo orinar desde ayer")
    assert talked.state == "OtherLanguage"
    assert "inglés" in talked.said
    talked.press("no_es")
    assert talked.state == "Home"
    assert any(isinstance(fact, f.FeltUnwell) for fact in talked.facts)


def test_a_yes_in_it_is_an_emergency_with_its_own_words_first() -> None:
    talked = Talking()
    talked.home()
    talked.type("hola, tengo mucho dolor de espalda")
    talked.type("sí")
    assert talked.state == "OnHold"
    assert talked.said.startswith("Llama ahora")


def test_wanting_to_die_in_it_leads_to_the_numbers() -> None:
    talked = Talking()
    talked.home()
    talked.type("quiero morir")
    talked.press("yes_es")
    assert talked.state == "InCrisis"


def test_it_is_heard_at_the_door_too() -> None:
    talked = Talking()
    talked.type("hola, me duele la espalda")
    assert talked.state == "OtherLanguage"
    talked.press("no_es")
    assert talked.state == "Hello"
