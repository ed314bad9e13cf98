"""A small domain of its own, in which each label is easy to tell: trouble with a bicycle."""

from bot.core.lexicon import Lexicon
from bot.core.matching import Example

__all__ = ["BICYCLE", "LEXICON", "OUTSIDE"]

_TEXTS = {
    "flat-tyre": (
        "my tyre is flat",
        "the front tyre loses air overnight",
        "puncture in the rear tyre",
        "no air in the tyre although I pumped it yesterday",
        "the inner tube has a hole",
        "pumping does nothing, the air hisses out",
    ),
    "loose-chain": (
        "the chain fell off",
        "my chain keeps slipping",
        "chain jumps when I pedal hard",
        "the chain is too long and hangs down",
        "pedalling turns nothing, chain is off",
        "it skips gears and the chain rattles",
    ),
    "weak-brake": (
        "the brakes are weak",
        "my brake squeals loudly",
        "braking takes forever, the pads are worn",
        "brake lever touches the handlebar",
        "the rear brake does not grip in the rain",
        "brake pads rub on the rim",
    ),
    "dark-lamp": (
        "the lamp stays dark",
        "my dynamo light does not work",
        "front light flickers at night",
        "the light bulb is broken",
        "no light from the dynamo",
        "the rear light goes out when I stop",
    ),
    "cars": (
        "my car does not start",
        "change the oil of my car",
        "the motorway was crowded with cars",
        "which petrol does this engine take",
        "parking a car downtown",
        "the windscreen of the car is cracked",
    ),
    "cooking": (
        "how long do I boil an egg",
        "a recipe for plum dumplings",
        "my soup is too salty",
        "which flour for bread",
        "the oven burnt my pizza",
        "fry the onions in butter",
    ),
}

BICYCLE = tuple(Example(text, label) for label, texts in _TEXTS.items() for text in texts)
"""Six examples of each label."""

OUTSIDE = frozenset({"cars", "cooking"})
"""The labels that are out of scope."""

LEXICON = Lexicon(
    spellings={"bike light": "lamp", "tire": "tyre"},
    emoji={"\N{BICYCLE}": "bicycle"},
    common=("boil", "weather", "today"),
    topic=("tyre", "chain", "brake", "light", "lamp"),
    domain=("bicycle wheel pedal pump", "tyre chain brake light lamp"),
)
"""How people write of bicycles."""
