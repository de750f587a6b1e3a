"""How many nodes a YAML text holds, told before any of them is made."""

from __future__ import annotations

import yaml

# every node but the first stands behind one of these, and behind none stand more than two that no other sign announces
_ANNOUNCING = "\n,:[{-?"
_NODES = (yaml.ScalarEvent, yaml.AliasEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent)


def has_more_nodes(text: str, most: int) -> bool:
    """Whether a text holds more nodes than that; of one that breaks off, those before the fault count."""
    # no sign is worth more than two nodes: most texts are too short to be counted at all
    if 2 * len(text) < most or 1 + 2 * sum(map(text.count, _ANNOUNCING)) <= most:
        return False
    parser = yaml.CBaseLoader(text)
    count = 0
    try:
        while parser.check_event():
            if isinstance(parser.get_event(), _NODES):
                count += 1
                if count > most:
                    return True
    except yaml.YAMLError:
        return False
    finally:
        parser.dispose()
    return False
