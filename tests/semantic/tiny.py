"""A sentence encoder of some hundred bytes, in the files that a real one has."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers

from bot.adapters.embedding import MODEL_FILE, TOKENIZER_FILE

__all__ = ["DIMENSIONS", "WORDS", "write_encoder"]

WORDS = ("[UNK]", "tyre", "flat", "puncture", "chain", "lamp", "dark", "brake")
DIMENSIONS = 4

_TABLE = np.random.default_rng(7).normal(size=(len(WORDS), DIMENSIONS)).astype(np.float32)
_TABLE[WORDS.index("puncture")] = _TABLE[WORDS.index("flat")]  # they mean the same here

_OPSET = 13


def write_encoder(
    folder: Path,
    *,
    inputs: Sequence[str] = ("input_ids", "attention_mask", "token_type_ids"),
    is_pooled: bool = False,
    words: Sequence[str] = WORDS,
) -> Path:
    """Write an encoder that looks each word up in a table; gives the folder.

    Args:
        folder: made if need be.
        inputs: what the model wants.
        is_pooled: whether it averages the words itself.
        words: what the tokenizer knows.

    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MODEL_FILE).write_bytes(_model(inputs, is_pooled=is_pooled))
    vocabulary = {word: number for number, word in enumerate(words)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106  # no password
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / TOKENIZER_FILE))
    return folder


def _model(inputs: Sequence[str], *, is_pooled: bool) -> bytes:
    looked_up = helper.make_node("Gather", ["table", inputs[0]], ["last_hidden_state"])
    mean = helper.make_node(
        "ReduceMean", ["last_hidden_state"], ["sentence_embedding"], axes=[1], keepdims=0
    )
    tokens: tuple[str, list[str | int]] = ("last_hidden_state", ["texts", "tokens", DIMENSIONS])
    texts: tuple[str, list[str | int]] = ("sentence_embedding", ["texts", DIMENSIONS])
    outputs = [tokens, texts] if is_pooled else [tokens]
    graph = helper.make_graph(
        [looked_up, *([mean] if is_pooled else [])],
        "tiny",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
            for name in inputs
        ],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs],
        [numpy_helper.from_array(_TABLE, "table")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=8)
    onnx.checker.check_model(model)
    contents: bytes = model.SerializeToString()
    return contents
