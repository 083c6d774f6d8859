"""The rules of danger (rules B3, B8, B9): which concepts must stand near each other, and what that points to.

A rule is the same in every language; the words for its concepts are the language's own. The first that fits and is not
taken back decides, crisis before emergency before urgent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

Flag = Literal["crisis", "emergency", "urgent"]  # the most urgent first
FLAGS: tuple[Flag, ...] = get_args(Flag)

SENTENCE = 9  # words that concepts may be apart, where a rule does not say how many


@dataclass(frozen=True, slots=True)
class Rule:
    """needs: concepts that must stand within so many words of each other; "a|b": either. signs: ids of the safety
    questions it points to. certain: the words say by themselves that the sign is there; else it is asked. unless:
    concepts that keep it from fitting when they stand in the same sentences. in_order: the concepts stand in this
    order. since: it may be taken back when it is long ago. passing: the scopes that say that it was only for a moment.
    doubt: those beside which it is asked before it counts.
    """

    id: str
    flag: Flag
    signs: tuple[str, ...]
    needs: tuple[str, ...]
    within: int = SENTENCE
    certain: bool = True
    unless: tuple[str, ...] = ()
    in_order: bool = False
    since: bool = True
    passing: tuple[str, ...] = ()
    doubt: tuple[str, ...] = ()


def _rule(flag: Flag, sign: str) -> Callable[..., Rule]:
    """Makes rules of this flag that point to this sign."""

    def made(id: str, *needs: str, **more: Any) -> Rule:
        return Rule(id, flag, tuple(sign.split()), needs, **more)

    return made


THIS = "B9_this"  # beside an exercise it is that which they cannot do any more
ASLEEP = ("passed", "posture")  # what a leg that went to sleep for a moment is told with
TIRED = ("passed", "exertion")  # and one that trembles for a moment

_crisis = _rule("crisis", "")
_overdosed = _rule("crisis", "overdose")
_overdose = _rule("emergency", "overdose")
_numb_saddle = _rule("emergency", "numb_saddle")
_bladder_bowel = _rule("emergency", "bladder_bowel")
_both_legs = _rule("emergency", "both_legs")
_sexual_change = _rule("emergency", "sexual_change")
_accident = _rule("emergency", "accident")
_chest = _rule("emergency", "chest")
_very_ill = _rule("emergency", "very_ill")
_pregnancy_signs = _rule("emergency", "pregnancy_signs")
_other = _rule("emergency", "other")
_inversion = _rule("emergency", "inversion")
_pregnant = _rule("urgent", "pregnancy_signs")
_infection = _rule("urgent", "infection")
_infection_very_ill = _rule("urgent", "infection very_ill")
_weight_cancer = _rule("urgent", "weight_cancer")
_never_eases = _rule("urgent", "never_eases")
_lump_between = _rule("urgent", "lump_between")
_fragile = _rule("urgent", "fragile")
_one_leg = _rule("urgent", "one_leg")
_cough = _rule("urgent", "cough")

RULES = (
    # crisis
    _crisis("B9_suicide", "suicide", since=False),
    _crisis("B9_suicidal", "me", "suicidal", within=4, in_order=True, since=False),
    _crisis("B9_suicide_word", "suicide_word", since=False, certain=False),
    _crisis("B9_wish", "wish_dead", since=False, doubt=("makes_me",)),
    _crisis("B9_plan", "plan", since=False, certain=False),
    _crisis("B9_life", "wish_life", since=False, certain=False),
    _crisis("B9_grey", "grey", since=False, certain=False),
    _crisis(THIS, "cannot_this", since=False, certain=False),
    _crisis("B9_goodbye", "goodbye", since=False, certain=False),
    _crisis("B9_harm", "self_harm", since=False),
    _crisis("B9_harm_may", "harm_may", since=False, certain=False),
    _crisis("B9_burden", "burden", since=False, certain=False),
    _overdosed("B9_overdose", "overdose", since=False),
    _overdosed("B9_all_of_it", "overdose_bare", since=False, certain=False),
    # emergency
    _overdose("B9_double", "double_dose", certain=False, unless=("asks",), since=False),
    _overdose("B9_amount", "amount", "medicine", within=3, unless=("asks",), in_order=True, since=False),
    _numb_saddle("E1_numb_place", "numb|asleep", "saddle", within=6, doubt=(*ASLEEP, "seated")),
    _numb_saddle("E1_odd_place", "odd", "saddle", within=5, certain=False),
    _numb_saddle("E1_wiping", "numb|odd|asleep", "wiping", within=6),
    _numb_saddle("E1_seat", "numb", "seat", within=5, certain=False),
    _bladder_bowel("E2_incontinent", "incontinent"),
    _bladder_bowel("E2_fails", "toilet_fails", certain=False),
    _bladder_bowel("E2_wet", "wet_self", certain=False),
    _bladder_bowel("E2_cannot", "cannot", "pee|poo", within=4, in_order=True),
    _bladder_bowel("E2_stuck", "pee|bladder", "stuck", within=2, in_order=True),
    _bladder_bowel("E2_leaks", "leak_alone", certain=False),
    _bladder_bowel("E2_wet_clothes", "wet_cloth", "clothes", "unaware|me|others|lasting", within=5, certain=False),
    _bladder_bowel("E2_trouble", "trouble", "pee|poo", within=4),
    _bladder_bowel("E2_leaking", "leaking", "pee|poo|bladder", within=4),
    _bladder_bowel("E2_control", "no_control", "pee|poo|bladder", within=4),
    _bladder_bowel("E2_numb", "numb|asleep", "bladder|pee|poo", within=4),
    _bladder_bowel("E2_unaware", "unaware", "pee|poo|leaking|wet_self", within=6),
    _both_legs(
        "E3_both", "both", "legs", "numb|asleep|weak|odd|gives_way", within=6, passing=ASLEEP, doubt=("exertion",)
    ),
    _both_legs("E3_both_pain", "both", "legs", "pain|shaky", within=6, passing=TIRED, certain=False),
    _both_legs("E3_both_sides", "both_sides", "numb|asleep|odd|gives_way", within=6, passing=ASLEEP),
    _both_legs("E3_other_side", "other_side", "pain|numb|odd|weak", within=8),
    _both_legs("E3_moved_over", "moved_over", "pain|numb|odd|weak|leg", within=8, certain=False, passing=ASLEEP),
    _both_legs("E3_numb_legs", "numb", "legs", within=4, passing=ASLEEP, doubt=("exertion",)),
    _both_legs("E3_sleeping_legs", "asleep", "legs", within=4, passing=ASLEEP, certain=False),
    _both_legs("E3_weak_legs", "weak", "legs", within=4, certain=False),
    _both_legs("E3_shaky_legs", "shaky", "legs", "goes_on|cannot_stand", within=8, certain=False, passing=TIRED),
    _both_legs("E3_fading_leg", "weak|numb", "leg", "faster", within=6, passing=ASLEEP),
    _both_legs("E3_gives_way", "gives_way", "leg|legs", within=3, certain=False),
    _both_legs("E3_drags", "drags", "foot", within=3, certain=False),
    _both_legs("E3_trips", "trips", "foot", within=4),
    _both_legs("E3_foot_drop", "foot_drop", certain=False),
    _both_legs("E3_cannot_move", "cannot_move", "legs|leg|weak", within=8),
    _both_legs("E3_cannot_stand", "cannot_stand", certain=False),
    _both_legs("E3_waist_down", "waist_down", "numb|weak|odd|gives_way", within=6),
    _sexual_change("E4_sex", "sex_alone", certain=False),
    _sexual_change("E4_sex_fails", "sex", "sex_fails|numb", within=5, certain=False),
    _accident("E5_unseen", "accident", "unseen", within=25),
    _accident("E5_falls", "falls", "height", within=4, certain=False),
    _accident("E5_struck", "struck", "impact", within=3, certain=False),
    _accident("E5_fell_on_back", "fell", "hurt_back", within=8, certain=False),
    _accident("E5_accident", "accident", certain=False),
    _chest("E6_chest", "chest_alone", certain=False),
    _chest("E6_chest_pain", "chest", "chest_pain", within=4, doubt=("muscle",)),
    _chest("E6_breath", "cannot_breathe", certain=False),
    _chest("E6_faint", "fainted", certain=False),
    _chest("E6_tearing", "tearing", "trunk", within=5, certain=False),
    _very_ill("E7_fever_ill", "fever", "confused", within=30),
    _very_ill("E7_fever_very_ill", "fever_body", "very_ill", within=20),
    _pregnancy_signs(
        "E8_pregnant_signs", "pregnant", "bleeding|waters|contractions|baby_still", within=60, doubt=("born",)
    ),
    _pregnancy_signs("E8_told", "pregnant", "pregnancy_now", within=60, certain=False),
    _pregnancy_signs("E8_baby", "baby_alone", certain=False),
    _inversion("B8_inverted", "inverted", "eyes_head|weak", within=15),
    _other("other", "other_emergency", certain=False),
    # urgent
    _pregnant("E8_pregnant", "pregnant_me"),
    _infection("U1_infection", "infection", "back", within=20),
    _infection_very_ill("U1_fever", "fever"),
    _weight_cancer("U2_weight", "weight_loss", unless=("meant",)),
    _weight_cancer("U2_cancer", "cancer", "back|pain|new_pain|found", within=20),
    _never_eases("U3_never_eases", "never_eases", "pain|back", within=15),
    _never_eases("U3_alone", "never_alone", certain=False),
    _never_eases("U3_night", "night_pain"),
    _never_eases("U3_no_sleep", "no_sleep", "pain|back|hurt_back", within=8),
    _never_eases("U3_night_bad", "night", "night_bad", within=5),
    _lump_between("U4_lump_there", "lump_strong"),
    _lump_between("U4_lump", "lump", "back", within=10),
    _lump_between("U4_shape", "shape", "back|posture_word", within=6),
    _lump_between("U4_blades", "blades"),
    _fragile("U5_told", "fragile", "sudden_pain", within=25, certain=False),
    _fragile("U5_fragile", "fragile", "sudden|jolt_by", within=25),
    _one_leg("U6_numb_leg", "numb|weak", "leg", within=5, passing=ASLEEP),
    _one_leg("U6_odd_leg", "odd", "leg", "one_side|lasting", within=6, passing=ASLEEP),
    _one_leg("U6_sleeping_leg", "asleep", "leg", "lasting", within=6, passing=ASLEEP),
    _one_leg("U6_severe_leg", "severe", "below_knee", within=8),
    _cough("U7_cough", "cough", "worse", within=6),
)
