"""The rules of danger (rules B3, B8, B9): which concepts must stand near each other, and what that points to.

A rule is the same in every language; the words for its concepts are the language's own. The first that fits and is not
taken back decides, crisis before emergency before urgent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Flag = Literal["crisis", "emergency", "urgent"]  # the most urgent first
FLAGS: tuple[Flag, ...] = get_args(Flag)

NEAR, SENTENCE, TEXT = 4, 9, 60  # words that concepts may be apart


@dataclass(frozen=True, slots=True)
class Rule:
    """needs: concepts that must stand within so many words of each other; "a|b": either. signs: ids of the safety
    questions it points to. certain: the words say by themselves that the sign is there. unless: concepts that keep it
    from fitting when they stand in the same sentences. in_order: the concepts stand in this order. since: it may be
    taken back when it is long ago. passing: the scopes that say that it was only for a moment.
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


def _crisis(id: str, *needs: str, **more: int | bool | tuple[str, ...]) -> Rule:
    return Rule(id, "crisis", (), needs, **more)  # type: ignore[arg-type]


ASLEEP = ("passed", "posture")  # what a leg that went to sleep for a moment is told with
TIRED = ("passed", "exertion")  # and one that trembles for a moment


RULES = (
    # crisis
    _crisis("B9_suicide", "suicide", since=False),
    _crisis("B9_wish", "wish_dead", since=False),
    _crisis("B9_plan", "plan", since=False),
    _crisis("B9_goodbye", "goodbye", since=False),
    _crisis("B9_harm", "self_harm", since=False),
    _crisis("B9_burden", "burden", since=False),
    Rule("B9_overdose", "crisis", ("overdose",), ("overdose",), since=False),
    # emergency
    Rule("B9_amount", "emergency", ("overdose",), ("amount", "medicine"), 3, since=False, in_order=True, unless=("asks",)),
    Rule("E1_numb_place", "emergency", ("numb_saddle",), ("numb|asleep", "saddle"), 6),
    Rule("E1_odd_place", "emergency", ("numb_saddle",), ("odd", "saddle"), 5, certain=False),
    Rule("E1_wiping", "emergency", ("numb_saddle",), ("numb|odd|asleep", "wiping"), 6),
    Rule("E1_seat", "emergency", ("numb_saddle",), ("numb|asleep", "seat"), 5),
    Rule("E2_incontinent", "emergency", ("bladder_bowel",), ("incontinent",)),
    Rule("E2_wet", "emergency", ("bladder_bowel",), ("wet_self",)),
    Rule("E2_cannot", "emergency", ("bladder_bowel",), ("cannot", "pee|poo"), 3, in_order=True),
    Rule("E2_stuck", "emergency", ("bladder_bowel",), ("pee|bladder", "stuck"), 2, in_order=True),
    Rule("E2_leaks", "emergency", ("bladder_bowel",), ("leak_alone",)),
    Rule("E2_wet_clothes", "emergency", ("bladder_bowel",), ("wet_cloth", "clothes", "unaware|me|others|lasting"), 5, certain=False),
    Rule("E2_trouble", "emergency", ("bladder_bowel",), ("trouble", "pee|poo"), 4),
    Rule("E2_leaking", "emergency", ("bladder_bowel",), ("leaking", "pee|poo|bladder"), 4),
    Rule("E2_control", "emergency", ("bladder_bowel",), ("no_control", "pee|poo|bladder"), 4),
    Rule("E2_numb", "emergency", ("bladder_bowel",), ("numb|asleep", "bladder|pee|poo"), 4),
    Rule("E2_unaware", "emergency", ("bladder_bowel",), ("unaware", "pee|poo|leaking|wet_self"), 6),
    Rule("E3_both", "emergency", ("both_legs",), ("both", "legs", "numb|asleep|weak|odd|gives_way"), 6, passing=ASLEEP),
    Rule("E3_both_pain", "emergency", ("both_legs",), ("both", "legs", "pain|shaky"), 6, passing=TIRED),
    Rule("E3_both_sides", "emergency", ("both_legs",), ("both_sides", "numb|asleep|odd|gives_way"), 6, passing=ASLEEP),
    Rule("E3_other_side", "emergency", ("both_legs",), ("other_side", "pain|numb|odd|weak"), 8),
    Rule("E3_numb_legs", "emergency", ("both_legs",), ("numb|asleep", "legs"), 4, passing=ASLEEP),
    Rule("E3_weak_legs", "emergency", ("both_legs",), ("weak", "legs"), 4),
    Rule("E3_shaky_legs", "emergency", ("both_legs",), ("shaky", "legs", "goes_on|cannot_stand"), 8, passing=TIRED, certain=False),
    Rule("E3_fading_leg", "emergency", ("both_legs",), ("weak|numb", "leg", "faster"), 6, passing=ASLEEP),
    Rule("E3_gives_way", "emergency", ("both_legs",), ("gives_way", "leg|legs"), 3),
    Rule("E3_drags", "emergency", ("both_legs",), ("drags", "foot"), 3),
    Rule("E3_trips", "emergency", ("both_legs",), ("trips", "foot"), 4),
    Rule("E3_foot_drop", "emergency", ("both_legs",), ("foot_drop",)),
    Rule("E3_cannot_move", "emergency", ("both_legs",), ("cannot_move", "legs|leg|weak"), 8),
    Rule("E3_cannot_stand", "emergency", ("both_legs",), ("cannot_stand",), certain=False),
    Rule("E3_waist_down", "emergency", ("both_legs",), ("waist_down", "numb|weak|odd|gives_way"), 6),
    Rule("E4_sex", "emergency", ("sexual_change",), ("sex_alone",), certain=False),
    Rule("E4_sex_fails", "emergency", ("sexual_change",), ("sex", "sex_fails|numb"), 5, certain=False),
    Rule("E5_unseen", "emergency", ("accident",), ("accident", "unseen"), 25),
    Rule("E5_falls", "emergency", ("accident",), ("falls", "height"), 4, certain=False),
    Rule("E5_struck", "emergency", ("accident",), ("struck", "impact"), 3, certain=False),
    Rule("E5_fell_on_back", "emergency", ("accident",), ("fell", "hurt_back"), 8, certain=False),
    Rule("E5_accident", "emergency", ("accident",), ("accident",), certain=False),
    Rule("E6_chest", "emergency", ("chest",), ("chest_alone",)),
    Rule("E6_chest_pain", "emergency", ("chest",), ("chest", "chest_pain"), 4),
    Rule("E6_breath", "emergency", ("chest",), ("cannot_breathe",)),
    Rule("E6_faint", "emergency", ("chest",), ("fainted",)),
    Rule("E6_tearing", "emergency", ("chest",), ("tearing", "trunk"), 5),
    Rule("E7_fever_ill", "emergency", ("very_ill",), ("fever", "confused"), 30),
    Rule("E7_fever_very_ill", "emergency", ("very_ill",), ("fever_body", "very_ill"), 20),
    Rule("E8_pregnant_signs", "emergency", ("pregnancy_signs",),
         ("pregnant", "bleeding|waters|contractions|baby_still"), TEXT),
    Rule("E8_baby", "emergency", ("pregnancy_signs",), ("baby_alone",)),
    Rule("B8_inverted", "emergency", ("inversion",), ("inverted", "eyes_head|weak"), 15),
    # urgent
    Rule("E8_pregnant", "urgent", ("pregnancy_signs",), ("pregnant_me",), certain=False),
    Rule("U1_infection", "urgent", ("infection",), ("infection", "back"), 20, certain=False),
    Rule("U1_fever", "urgent", ("infection", "very_ill"), ("fever",), certain=False),
    Rule("U2_weight", "urgent", ("weight_cancer",), ("weight_loss",), certain=False, unless=("meant",)),
    Rule("U2_cancer", "urgent", ("weight_cancer",), ("cancer", "back|pain|new_pain|found"), 20, certain=False),
    Rule("U3_never_eases", "urgent", ("never_eases",), ("never_eases", "pain|back"), 15, certain=False),
    Rule("U3_night", "urgent", ("never_eases",), ("night_pain",), certain=False),
    Rule("U3_no_sleep", "urgent", ("never_eases",), ("no_sleep", "pain|back|hurt_back"), 8, certain=False),
    Rule("U3_night_bad", "urgent", ("never_eases",), ("night", "night_bad"), 5, certain=False),
    Rule("U4_lump_there", "urgent", ("lump_between",), ("lump_strong",), certain=False),
    Rule("U4_lump", "urgent", ("lump_between",), ("lump", "back"), 10, certain=False),
    Rule("U4_shape", "urgent", ("lump_between",), ("shape", "back|posture_word"), 6, certain=False),
    Rule("U4_blades", "urgent", ("lump_between",), ("blades",), certain=False),
    Rule("U5_fragile", "urgent", ("fragile",), ("fragile", "sudden|jolt_by"), 25, certain=False),
    Rule("U6_numb_leg", "urgent", ("one_leg",), ("numb|weak", "leg"), 5, certain=False, passing=ASLEEP),
    Rule("U6_odd_leg", "urgent", ("one_leg",), ("odd", "leg", "one_side|lasting"), 6, certain=False, passing=ASLEEP),
    Rule("U6_sleeping_leg", "urgent", ("one_leg",), ("asleep", "leg", "lasting"), 6, certain=False, passing=ASLEEP),
    Rule("U6_severe_leg", "urgent", ("one_leg",), ("severe", "below_knee"), 8, certain=False),
    Rule("U7_cough", "urgent", ("cough",), ("cough", "worse"), 5, certain=False),
)  # fmt: skip
