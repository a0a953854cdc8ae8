"""A sign for each kind of node, drawn in a square of 16 units."""

from orchestra_dsl.drawing.model import Kind

_STROKE = '<path class="icon" d="{}"/>'
_CIRCLE = '<circle class="icon" cx="{}" cy="{}" r="{}"/>'
_SOLID = '<path class="solid" d="{}"/>'

_GEAR = "M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6l1.4 1.4M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4"
_CLOCK = "M8 4.8V8l2.2 1.6"

ICONS: dict[Kind, str] = {
    "start": _SOLID.format("M5 3.2v9.6c0 .5.5.8.9.5l7-4.8c.4-.2.4-.8 0-1l-7-4.8c-.4-.3-.9 0-.9.5z"),
    "background": _STROKE.format(_GEAR) + _CIRCLE.format(8, 8, 3.6),
    "interactive": _CIRCLE.format(8, 5, 2.7) + _STROKE.format("M2.8 13.6c.4-3 2.5-4.4 5.2-4.4s4.8 1.4 5.2 4.4"),
    "child": _STROKE.format("M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3"),
    "decision": _STROKE.format("M8 1.8 14.2 8 8 14.2 1.8 8z"),
    "repeat": _STROKE.format("M13.2 8a5.2 5.2 0 1 1-1.6-3.7M13.4 1.8v3h-3"),
    "await": _STROKE.format("M4 2h8M4 14h8M5 2c0 3.4 3 4.2 3 6s-3 2.6-3 6M11 2c0 3.4-3 4.2-3 6s3 2.6 3 6"),
    "wait": _CIRCLE.format(8, 8, 5.8) + _STROKE.format(_CLOCK),
    "parallel": _STROKE.format("M8 1.8v4M3 14V9.2c0-1.9 1.3-3.2 3-3.2h4c1.7 0 3 1.3 3 3.2V14"),
    "branch": _STROKE.format("M8 2v11.5M4.5 10.2 8 13.7l3.5-3.5"),
    "handler": _STROKE.format("M8 2.2 14.3 13.4H1.7zM8 6.4v3.2M8 11.5v.1"),
    "set": _STROKE.format("M3.5 6h9M3.5 10h9"),
    "update": _STROKE.format("M10.3 3.2l2.5 2.5-7 7-3.1.6.6-3.1z"),
    "notify": _STROKE.format("M2.2 4h11.6v8.2H2.2zM2.4 4.3 8 8.8l5.6-4.5"),
    "log": _STROKE.format("M3.2 2h9.6v12H3.2zM5.6 5.4h4.8M5.6 8h4.8M5.6 10.6h2.8"),
    "cancel": _CIRCLE.format(8, 8, 6) + _STROKE.format("M3.8 3.8l8.4 8.4"),
    "undo": _STROKE.format("M3 6.2h6.5a3.6 3.6 0 0 1 0 7.2H6M5.8 3.2 2.8 6.2l3 3"),
    "go to": _STROKE.format("M3 13V8.5c0-1.9 1.1-3 3-3h7M10.2 2.5l3 3-3 3"),
    "end": _CIRCLE.format(8, 8, 6) + '<circle class="solid" cx="8" cy="8" r="3.2"/>',
    "finish": _CIRCLE.format(8, 8, 6) + '<circle class="solid" cx="8" cy="8" r="3.2"/>',
    "done": _STROKE.format("M3.2 8.6 6.4 11.8 12.8 4.8"),
    "fail": _CIRCLE.format(8, 8, 6) + _STROKE.format("M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4"),
}
