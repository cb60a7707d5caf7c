"""Django forms in the theme's markup, everywhere a form is rendered, allauth's included."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeString

CHOICES = frozenset({"checkbox", "radio"})
PLAIN = frozenset({"hidden"})


class Renderer(TemplatesSetting):
    """Gives each control its class and each form, field and formset its template."""

    form_template_name = "parts/form.html"
    formset_template_name = "parts/formset.html"
    field_template_name = "parts/field.html"

    def render(
        self,
        template_name: str,
        context: dict[str, Any],
        request: HttpRequest | None = None,
    ) -> SafeString:
        widget = context.get("widget")
        if widget is not None and _is_text_like(widget):
            attrs = widget["attrs"]
            classes = f"kern-form-input__input {attrs.get('class', '')}".strip()
            context = {
                **context,
                "widget": {**widget, "attrs": {**attrs, "class": classes}},
            }
        return super().render(template_name, context, request)


def _is_text_like(widget: dict[str, Any]) -> bool:
    """True for a control that is one box: not a tick, not a group of them, not several boxes, not hidden."""
    kind = widget.get("type")
    if kind in CHOICES or kind in PLAIN or "subwidgets" in widget:
        return False
    return kind is not None or not widget["is_hidden"]
