"""The acts that the log can hold, so that every language can name them; a test compares them with the code."""

from django.utils.translation import gettext_noop as act

ACTS = frozenset(
    {
        act("account linked"),
        act("account unlinked"),
        act("agenda item added"),
        act("agenda item moved"),
        act("agenda item removed"),
        act("announced arrivals recorded"),
        act("arrival recorded"),
        act("candidate nominated"),
        act("candidate withdrawn"),
        act("convocation answered"),
        act("demo clock set"),
        act("departure recorded"),
        act("e-mail of account changed"),
        act("election prepared"),
        act("hands counted"),
        act("mandate given"),
        act("meeting cancelled"),
        act("meeting changed"),
        act("meeting closed"),
        act("meeting convened"),
        act("meeting opened"),
        act("meeting planned"),
        act("paper added"),
        act("paper removed"),
        act("proposal changed"),
        act("proposal drafted"),
        act("proposal placed"),
        act("proposal withdrawn"),
        act("proposal written"),
        act("registering deferred"),
        act("resolution registered"),
        act("result declared"),
        act("seat excluded"),
        act("vote cancelled"),
        act("vote closed"),
        act("vote opened"),
    }
)
