"""OParl 1.1: what is public of a network, for machines (docs/oparl.md).

Every object is kept as it is given out (`OParlObject`): a page of a list is one query and no rendering. The copy is
made from the records themselves, seen with the eyes of a visitor, and follows what `changes` wrote down. Whatever
stops being public is, for the world, deleted.
"""
