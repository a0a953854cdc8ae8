"""The colours of a drawing, light and dark, as variables of CSS, and what uses them."""

from typing import Literal as Word

Theme = Word["auto", "light", "dark"]

_LIGHT = {
    "page": "#f5f6f9", "card": "#ffffff", "soft": "#f7f8fb", "ink": "#1c2430", "quiet": "#566173", "rim": "#cfd6e1",
    "edge": "#66728a", "slate": "#55627a", "slate-soft": "#e9edf3", "blue": "#1d5fd1", "blue-soft": "#e3edfc",
    "violet": "#6d3fd4", "violet-soft": "#eee7fc", "amber": "#96620b", "amber-soft": "#fcf0d6", "teal": "#0b6b80",
    "teal-soft": "#ddf1f4", "indigo": "#4a4fc4", "indigo-soft": "#e9eafa", "green": "#22774a", "green-soft": "#dff3e7",
    "red": "#c02b37", "red-soft": "#fde6e7", "shade": "#1c243014",
}  # fmt: skip
_DARK = {
    "page": "#12161d", "card": "#1c222c", "soft": "#222936", "ink": "#e7ebf2", "quiet": "#a3aec0", "rim": "#384254",
    "edge": "#8a97ad", "slate": "#aab6c9", "slate-soft": "#2b3443", "blue": "#86b3ff", "blue-soft": "#1d3050",
    "violet": "#bda0ff", "violet-soft": "#33264f", "amber": "#efbf5c", "amber-soft": "#3d3016", "teal": "#62cfe0",
    "teal-soft": "#143840", "indigo": "#a5a9ff", "indigo-soft": "#282b52", "green": "#6fd39b", "green-soft": "#173a28",
    "red": "#ff8a91", "red-soft": "#482026", "shade": "#00000040",
}  # fmt: skip

ACCENTS = {
    "start": "green", "finish": "green", "end": "green", "fail": "red", "handler": "red", "done": "red",
    "background": "slate", "interactive": "blue", "child": "violet", "decision": "amber", "repeat": "amber",
    "await": "teal", "wait": "teal", "parallel": "indigo", "branch": "indigo", "join": "indigo", "stage": "slate",
    "set": "slate", "update": "slate", "notify": "slate", "log": "slate", "cancel": "slate", "undo": "slate",
    "go to": "slate",
}  # fmt: skip
"""The colour of each kind of node."""

_TONES = {"condition": "amber", "time": "teal", "people": "blue", "again": "slate"}

_RULES = """\
.page{fill:var(--page)}
text{font-family:Helvetica,Arial,"Liberation Sans",sans-serif;fill:var(--ink)}
.heading{font-size:15px;font-weight:700}
.title{font-size:13px;font-weight:700}
.name{font-size:12px;font-weight:700}
.plain{font-size:12px}
.badge{font-size:10.5px}
.code{font-size:10.5px;font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;fill:var(--quiet)}
.card{fill:var(--card);stroke:var(--rim)}
.step>.card{fill:var(--soft)}
.shade{fill:var(--shade)}
.tile{fill:var(--soft-accent)}
.icon{fill:none;stroke:var(--accent);stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
.solid{fill:var(--accent);stroke:none}
.bar{fill:var(--accent)}
.head{fill:var(--soft-accent)}
.rule{stroke:var(--rim);fill:none}
.tinted>.card{fill:var(--soft-accent);stroke:var(--accent)}
.frame{fill:var(--soft-accent);fill-opacity:.35;stroke:var(--accent);stroke-opacity:.55}
.frame.handler{stroke-dasharray:5 4}
.pill>rect{fill:var(--soft-accent)}
.pill>text{fill:var(--accent)}
.exit{fill:var(--accent)}
.line{fill:none;stroke:var(--edge);stroke-width:1.5;marker-start:url(#ROOT-arrow)}
.after{stroke-width:1.25;marker-start:url(#ROOT-small)}
.fault{stroke:var(--red);stroke-dasharray:5 3.5;marker-start:url(#ROOT-fault)}
.time{stroke:var(--amber);stroke-dasharray:5 3.5;marker-start:url(#ROOT-time)}
.arrow{fill:var(--edge)}
.arrow.red{fill:var(--red)}
.arrow.amber{fill:var(--amber)}"""
"""A rule a line; ROOT stands for what the names of one drawing begin with."""


def style(theme: Theme, root: str) -> str:
    """The style sheet: one theme, or both with the one that the reader prefers.

    Its rules hold within the class `root` alone, as a page may have several drawings, and rules of its own.
    """
    light, dark = _variables(_LIGHT), _variables(_DARK)
    if theme == "auto":
        colours = f".{root}{{color-scheme:light dark;{light}}}\n@media (prefers-color-scheme:dark){{.{root}{{{dark}}}}}"
    else:
        colours = f".{root}{{color-scheme:{theme};{light if theme == 'light' else dark}}}"
    kinds = {kind.replace(" ", "-"): colour for kind, colour in ACCENTS.items()}
    classes = {
        **kinds,
        **{f"tone-{tone}": colour for tone, colour in _TONES.items()},
        "to-time": "amber",
        "to-fault": "red",
    }
    accents = (
        f".{name}{{--accent:var(--{colour});--soft-accent:var(--{colour}-soft)}}" for name, colour in classes.items()
    )
    rules = [*accents, *_RULES.replace("ROOT", root).splitlines()]
    return "\n".join([colours, *(f".{root} {rule}" for rule in rules)])


def _variables(colours: dict[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in colours.items())
