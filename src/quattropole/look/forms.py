"""Django forms in the theme's markup, everywhere a form is rendered, allauth's included."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

BOXES = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in (
        "text",
        "number",
        "email",
        "url",
        "color",
        "search",
        "tel",
        "password",
        "date",
        "datetime",
        "time",
        "file",
        "clearable_file_input",
        "textarea",
        "select",
    )
)


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
    ) -> str:
        if "widget" in context:
            context = {**context, "widget": _dressed(context["widget"])}
        return super().render(template_name, context, request)


def _dressed(widget: dict[str, Any]) -> dict[str, Any]:
    """The widget with the class of a box one writes in or chooses from; ticks and groups of ticks stay as they are."""
    if "subwidgets" in widget:
        return {
            **widget,
            "subwidgets": [_dressed(part) for part in widget["subwidgets"]],
        }
    if widget.get("template_name") not in BOXES:
        return widget
    attrs = widget["attrs"]
    return {
        **widget,
        "attrs": {
            **attrs,
            "class": f"kern-form-input__input {attrs.get('class', '')}".strip(),
        },
    }
