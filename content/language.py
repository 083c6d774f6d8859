"""A language: its name, and how it counts, lists and tells the time, which is CLDR's to say (through Babel)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, time
from functools import cached_property, lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_time
from babel.lists import format_list
from pydantic import BaseModel, ConfigDict, Field, field_validator

BASE = "en"  # what the others are measured by; it can always be spoken
PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})  # the forms there are in any language
_COUNTED = 200  # the numbers in texts are smaller, or come round again


class Language(BaseModel):
    """What `language.yaml` has.

    name: its own name for itself. locale: whose customs it keeps to: "en_GB". reviewed: when somebody who may judge
    that found its words of safety right; None: not yet.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=40)
    locale: str
    reviewed: date | None

    @field_validator("locale")
    @classmethod
    def _try_locale(cls, locale: str) -> str:
        try:
            Locale.parse(locale)
        except (UnknownLocaleError, ValueError):
            raise ValueError(f"CLDR knows no locale {locale!r}") from None
        return locale

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(self.locale)

    @cached_property
    def plural(self) -> Callable[[int], str]:
        """The form of a text that a number asks for: "one"."""
        return lru_cache(1000)(self._locale.plural_form)

    def wrong(self, forms: frozenset[str]) -> str:
        """What is wrong with the forms of a text that goes by a number; "" for nothing."""
        needed = {"other", *map(self._locale.plural_form, range(_COUNTED))}
        if needed <= forms <= self._locale.plural_form.tags | {"other"}:
            return ""
        return f"has the forms {_listed(forms)} but must have {_listed(needed)} (locale {self.locale})"

    def join(self, parts: Sequence[str]) -> str:
        """A list as one says it: "a", "a and b", "a, b and c"."""
        return format_list(parts, locale=self._locale)

    def clock(self, hour: int, minute: int) -> str:
        """A time of day: "07:45"."""
        return format_time(time(hour, minute), "short", locale=self._locale)

    def names(self) -> Iterator[tuple[str, str]]:
        """The weekdays and months as texts by key: `weekday.1` is Monday, `month.1` January."""
        for day, name in self._locale.days["format"]["wide"].items():
            yield f"weekday.{day + 1}", name
        for month, name in self._locale.months["format"]["wide"].items():
            yield f"month.{month}", name


def answer(code: str) -> str:
    """The answer that chooses the language of this code: "lang_pt_br"."""
    return f"lang_{code.replace('-', '_').lower()}"


def _listed(forms: frozenset[str] | set[str]) -> str:
    return ", ".join(sorted(forms))


ENGLISH = Language(name="English", locale="en_GB", reviewed=None)
