"""Files -> `Catalog`, once, at start. What is wrong is a `ContentError`: one line with file, field and reason.

What loads is complete: every word that what we teach needs is there, in the form the code asks for (`keys.txt`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from content import net, required
from content.danger import DangerWords
from content.errors import ContentError
from content.files import mapping, refused, shown, texts
from content.foreign import CODE, Foreign, texts as texts_of
from content.language import BASE, Language, answer
from content.model import Catalog, Exercise, Question, QuestionList, Region, Topic
from content.safety import check_safety
from content.typed import Typed
from content.wishes import Wishes
from content.words import Plural, Words

HERE = Path(__file__).parent
KEYS, LANGUAGE, NET, GUESSES = "keys.txt", "language.yaml", "net.xz", "wishes.xz"
TYPED, DANGER, WISHES, LANGUAGES = "typed.yaml", "danger.yaml", "wishes.yaml", "languages.yaml"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_KINDS = {".jpg": "picture", ".png": "picture", ".gif": "animation", ".mp4": "animation"}  # of files in pictures/
_ID = re.compile(r"[a-z][a-z0-9_]{1,23}")

Made = TypeVar("Made", bound=BaseModel)


def load(folder: Path | None = None, *, keys: bool = True) -> Catalog:
    """Everything we teach and every word we say. `keys=False` leaves `keys.txt` unread, to be able to write it.

    Raises:
        ContentError: the first thing that is wrong.
    """
    folder = folder or HERE
    exercises = MappingProxyType({made.id: made for made in _exercises(folder)})
    topics = MappingProxyType({made.id: made for made in _topics(folder, exercises)})
    lists, inversion = _questions(folder)
    regions = MappingProxyType(_regions(folder))
    pictures = MappingProxyType(_pictures(folder))
    languages = dict(_languages(folder))
    foreign = MappingProxyType({code: each for code, each in _foreign(folder) if each.used and code not in languages})
    names = {f"choice.{answer(code)}": about.name for code, about in languages.items()} | dict(texts_of(foreign))
    english, files = _words(folder, BASE, languages[BASE], names)
    needs = [need for made in exercises.values() for need in required.for_exercise(made)]
    needs += [need for made in topics.values() for need in required.for_topic(made)]
    needs += [need for made in lists for need in required.for_list(made)]
    needs += required.for_ticks(lists[-1])
    needs += [need for made in regions.values() for need in required.for_region(made)]
    needs += [need for _, picture in pictures for need in required.for_picture(picture)]
    for file, key in (*needs, *required.everywhere(inversion), *required.for_commands(), *required.for_platforms()):
        if not english.has(key):
            raise ContentError(f"{folder.name}/en/{file}", key, "this text is missing")
    required.check_labels(english, files)
    required.check_lengths(english, files)
    check_safety(english, files)
    required.check_numbering(english, files)
    if keys:
        _check_keys(folder, english, files)
    words = {BASE: english}
    for code, about in languages.items():
        if code == BASE:
            continue
        words[code], files = _words(folder, code, about, names, english)
        required.check_sister(words[code], english, files)
        everywhere = {**dict.fromkeys(english.keys(), code), **files}
        required.check_labels(words[code], everywhere)
        required.check_lengths(words[code], everywhere)
        check_safety(words[code], everywhere)
    for spoken in words.values():
        required.check_typed(spoken.typed, f"{folder.name}/{spoken.language}/{TYPED}", exercises, topics)
    return Catalog(
        *(exercises, topics, lists, inversion, regions, MappingProxyType(words), _version(folder)),
        pictures=pictures,
        foreign=foreign,
    )


def _make(shape: type[Made], data: Any, name: str, at: str = "") -> Made:
    try:
        return shape.model_validate(data)
    except ValidationError as problem:
        raise refused(problem, name, at) from None


def _named(data: Any, name: str, key: str) -> dict[str, Any]:
    """One entry of a mapping by id, with the id put inside."""
    if not isinstance(data, dict):
        raise ContentError(name, key, "must be a mapping of keys to values")
    if "id" in data:
        raise ContentError(name, f"{key}.id", "the id is the key in front; leave this one out")
    return {"id": key, **data}


def _exercises(folder: Path) -> Iterator[Exercise]:
    files = sorted((folder / "exercises").glob("*.yaml"))
    if not files:
        raise ContentError(f"{folder.name}/exercises", "", "there is no exercise here")
    for path in files:
        name = shown(path, folder)
        data = mapping(path, name)
        if data.get("id") != path.stem:
            raise ContentError(name, "id", f"must be the file's name, '{path.stem}', not {data.get('id')!r}")
        for number, level in enumerate(data.get("levels") or (), 1):
            if isinstance(level, dict) and "steps" in level:
                raise ContentError(name, f"levels.{number}.steps", "steps are worked out from reps, hold and rest")
        made = _make(Exercise, data, name)
        for field, reason in required.misfits(made):
            raise ContentError(name, field, reason)
        yield made


def _topics(folder: Path, exercises: Mapping[str, Exercise]) -> Iterator[Topic]:
    name = f"{folder.name}/topics.yaml"
    for key, data in mapping(folder / "topics.yaml", name).items():
        topic = _make(Topic, _named(data, name, key), name, key)
        if not _ID.fullmatch(f"topic_{key}"):
            raise ContentError(name, key, "is too long for a button")
        if topic.exercise and topic.exercise not in exercises:
            raise ContentError(name, f"{key}.exercise", f"there is no exercise '{topic.exercise}'")
        yield topic


def _questions(folder: Path) -> tuple[tuple[QuestionList, ...], tuple[str, ...]]:
    name = f"{folder.name}/questions.yaml"
    data = mapping(folder / "questions.yaml", name)
    inversion = data.pop("inversion", None)
    if not isinstance(inversion, list) or not inversion:
        raise ContentError(name, "inversion", "must be a list of the questions of the inversion table check")
    lists = tuple(_list(key, asked, name) for key, asked in data.items())
    if not lists:
        raise ContentError(name, "", "there is no list of questions")
    single = [question.id for asked in lists for question in asked.questions]
    for where, ids in (("", single), ("inversion", inversion)):
        for n, asked in enumerate(ids):
            if not isinstance(asked, str) or not _ID.fullmatch(asked):
                raise ContentError(name, where, f"{asked!r} is not an id")
            if asked in ids[:n]:
                raise ContentError(name, where or asked, f"the question '{asked}' is there twice")
    return lists, tuple(inversion)


def _list(key: str, asked: Any, name: str) -> QuestionList:
    if not isinstance(asked, list) or not asked:
        raise ContentError(name, key, "must be a list of questions")
    questions = tuple(_make(Question, each, name, f"{key}.{n}") for n, each in enumerate(asked, 1))
    return QuestionList(id=key, questions=questions)


def _regions(folder: Path) -> dict[str, Region]:
    name = f"{folder.name}/regions.yaml"
    data = mapping(folder / "regions.yaml", name)
    regions = {key: _make(Region, _named(value, name, key), name, key) for key, value in data.items()}
    required.check_zones(regions, name)
    return regions


def _pictures(folder: Path) -> dict[tuple[str, str], Path]:
    """Pictures and animations by kind and name."""
    found: dict[tuple[str, str], Path] = {}
    for path in sorted((folder / "pictures").glob("*")):
        name, kind = shown(path, folder), _KINDS.get(path.suffix)
        if kind is None or not _ID.fullmatch(path.stem):
            raise ContentError(name, "", f"must be called like <name>.png, ending in {' '.join(_KINDS)}")
        if (kind, path.stem) in found:
            raise ContentError(name, "", f"there is a {kind} of that name already")
        found[kind, path.stem] = path
    return found


def _foreign(folder: Path) -> Iterator[tuple[str, Foreign]]:
    """The languages that are not spoken as a whole."""
    path = folder / LANGUAGES
    name = shown(path, folder)
    for code, data in (mapping(path, name) if path.exists() else {}).items():
        if not re.fullmatch(CODE, code):
            raise ContentError(name, code, "must be a language of two letters, such as es")
        yield code, _make(Foreign, data, name, code)


def _languages(folder: Path) -> Iterator[tuple[str, Language]]:
    """The base and the folders of other languages, in order, with what each says of itself."""
    found = {path.name for path in folder.iterdir() if path.is_dir() and _LANGUAGE.fullmatch(path.name)}
    for code in (BASE, *sorted(found - {BASE})):
        if not (folder / code).is_dir():
            raise ContentError(f"{folder.name}/{code}", "", "this folder is missing")
        name = f"{folder.name}/{code}/{LANGUAGE}"
        yield code, _make(Language, mapping(folder / code / LANGUAGE, name), name)


def _words(
    folder: Path, code: str, about: Language, names: Mapping[str, str], fallback: Words | None = None
) -> tuple[Words, dict[str, str]]:
    """The words of one language, and the file that each of its own texts comes from."""
    found: dict[str, str | Plural] = {}
    files: dict[str, str] = {}
    own = folder / code
    for path in sorted(own.rglob("*.yaml")):
        if path in (own / TYPED, own / DANGER, own / WISHES, own / LANGUAGE):
            continue
        name = shown(path, folder)
        for key, text in texts(mapping(path, name), name):
            if key in files:
                raise ContentError(name, key, f"this text is in {files[key]} already")
            found[key], files[key] = text, name
    optional = fallback is not None
    heard = _heard(Typed, own / TYPED, folder, optional)
    heard = heard.model_copy(update={"danger": _heard(DangerWords, own / DANGER, folder, optional)})
    asking, guesses = (
        net.unpack(learnt, shown(learnt, folder)) if learnt.exists() else None for learnt in (own / NET, own / GUESSES)
    )
    wishes = _heard(Wishes, own / WISHES, folder, optional=True)
    try:
        wishes.patterns, wishes.bearing  # noqa: B018  what cannot be read is told now
    except ValueError as wrong:
        raise ContentError(shown(own / WISHES, folder), "", str(wrong)) from None
    return Words(code, found, heard, fallback, about, names, files, asking, wishes, guesses), files


def _heard(shape: type[Made], path: Path, folder: Path, optional: bool) -> Made:
    """What is typed in a language, of one of its files; nothing where another than the base has no such file."""
    name = shown(path, folder)
    return _make(shape, {} if optional and not path.exists() else mapping(path, name), name)


def _check_keys(folder: Path, english: Words, files: Mapping[str, str]) -> None:
    """The texts that the code asks for are all there, with the arguments it gives."""
    name = f"{folder.name}/{KEYS}"
    try:
        lines = (folder / KEYS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ContentError(name, "", "cannot be read; `lumbot content --write-keys` writes it anew") from None
    for line in lines:
        key, *names = line.split() or [""]
        if not key or key.startswith("#"):
            continue
        if not english.has(key):
            raise ContentError(f"{folder.name}/en", key, f"this text is missing ({name} lists it)")
        wanted = frozenset(each.strip("{}") for each in names)
        required.check_same(key, english.keys()[key], wanted, files[key], f"as in {name}")


def _version(folder: Path) -> str:
    """Twelve characters that change whenever any file does: what a session was taught can be told later."""
    digest = hashlib.sha256()
    kinds = ("*.yaml", NET, GUESSES)
    for path in sorted([*(path for kind in kinds for path in folder.rglob(kind)), *(folder / "pictures").glob("*")]):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
