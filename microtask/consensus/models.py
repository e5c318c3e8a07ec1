"""Fitted models: what they have in common, and how they are stored as bytes."""

import dataclasses
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from microtask.consensus.blended_tags import BlendedTagModel
from microtask.consensus.dawid_skene import DawidSkeneModel
from microtask.consensus.know_or_guess import KnowOrGuessModel
from microtask.consensus.mace import MaceModel
from microtask.consensus.majority import MajorityModel
from microtask.consensus.marking_habits import HabitsModel
from microtask.consensus.mean import MeanModel
from microtask.consensus.median import MedianModel
from microtask.consensus.one_coin import OneCoinModel
from microtask.consensus.ordinal import OrdinalModel
from microtask.consensus.shrunk_dawid_skene import ShrunkModel
from microtask.consensus.two_coin import TagModel
from microtask.consensus.votes import Verdicts
from microtask.consensus.wawa import WawaModel


class Model(Protocol):
    """What a method learnt from the votes. `tasks_shared` of them had two answers or more."""

    @property
    def tasks_shared(self) -> int: ...

    def judge(self, votes: Any, /) -> Verdicts:
        """The verdicts of `votes`, of the kind that the model was fitted on, with the model held fixed."""


MODELS: Mapping[str, type[Any]] = {
    "majority": MajorityModel,
    "dawid-skene": DawidSkeneModel,
    "wawa": WawaModel,
    "one-coin": OneCoinModel,
    "mace": MaceModel,
    "know-or-guess": KnowOrGuessModel,
    "shrunk-dawid-skene": ShrunkModel,
    "tags": TagModel,
    "marking-habits": HabitsModel,
    "blended-tags": BlendedTagModel,
    "mean": MeanModel,
    "median": MedianModel,
    "ordinal": OrdinalModel,
}
_NAMES = {model: name for name, model in MODELS.items()}


def dump(model: Model) -> bytes:
    """The model as a numpy archive: the same model gives the same bytes, and no code is in them."""
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **dict(_columns(model, "")))
    return stream.getvalue()


def load(data: bytes) -> Model:
    """The model that `dump` wrote. Raises ValueError for bytes that no `dump` of this version wrote, or not so."""
    arrays = _unpack(data)
    try:
        return _build(arrays, "")
    except KeyError as missing:
        raise ValueError(f"This is no model of this version: there is no {missing}.") from None


def _unpack(data: bytes) -> dict[str, NDArray[Any]]:
    """The arrays by name. Each is compared with its checksum before it is read, so that no garbled length is obeyed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {
                name.removesuffix(".npy"): np.lib.format.read_array(io.BytesIO(archive.read(name)), allow_pickle=False)
                for name in archive.namelist()
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as fault:
        raise ValueError("This is no stored model, or it was cut or changed. Fit the model anew.") from fault


def _columns(model: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """Each field of the model under its name; of a tuple of models its length, and then their fields."""
    yield f"{prefix}model", np.array(_NAMES[type(model)])
    for field in dataclasses.fields(model):
        value = getattr(model, field.name)
        name = f"{prefix}{field.name}"
        if isinstance(value, tuple):
            yield name, np.array(len(value))
            for place, part in enumerate(value):
                yield from _columns(part, f"{name}.{place}.")
        else:
            yield name, np.asarray(value)


def _build(arrays: Mapping[str, NDArray[Any]], prefix: str) -> Model:
    build = MODELS[str(arrays[f"{prefix}model"])]
    model: Model = build(**{field.name: _value(arrays, f"{prefix}{field.name}") for field in dataclasses.fields(build)})
    return model


def _value(arrays: Mapping[str, NDArray[Any]], name: str) -> Any:
    value = arrays[name]
    if f"{name}.0.model" in arrays:
        return tuple(_build(arrays, f"{name}.{place}.") for place in range(int(value)))
    return value if value.ndim else value.item()
