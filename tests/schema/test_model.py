from __future__ import annotations

from kbgen.schema import Model
from kbgen.schema.model import Architecture

SOURCE = {"ref": "links/roformer"}
LAYERS = {"layers": "2", "tied_embeddings": "true", "qkv_bias": "false", "attention": "GQA", "source": SOURCE}
MODEL = {"name": "M", "summary": {"en": "x"}, "developer": "x", "released": None, "licence": None}


def test_the_numbers_of_an_architecture_are_those_that_are_known() -> None:
    assert Architecture.model_validate(LAYERS).numbers == {"layers": 2, "tied_embeddings": 1, "qkv_bias": 0}


def test_what_was_published_goes_by_the_names_of_formulas() -> None:
    trained = {**LAYERS, "training_tokens": "15"}
    model = Model.model_validate({**MODEL, "parameters": {"total": "8"}, "architecture": trained})
    assert model.published == {"parameters": 8, "tokens": 15}
    assert Model.model_validate(MODEL).published == {}
