"""How the page of figures looks: light, dark and on paper."""

from __future__ import annotations

_LIGHT = """--paper:#fbfaf7;--ink:#1d2327;--soft:#5b656c;--line:#d9d6ce;--card:#fff;
--one:#1f5fa8;--two:#b3670b;--three:#8a2f6b;--good:#1d7a46;--bad:#b3261e"""
_DARK = """--paper:#15191c;--ink:#e8e6e1;--soft:#a3adb3;--line:#363d42;--card:#1d2327;
--one:#7ab3ef;--two:#e8a552;--three:#dd8fc1;--good:#6ccb95;--bad:#f2938c"""

STYLE = (
    f":root{{{_LIGHT}}}"
    f"@media (prefers-color-scheme:dark){{:root{{{_DARK}}}}}"
    f"@media print{{:root{{{_LIGHT};--paper:#fff}}section{{break-inside:avoid-page}}"
    "section:has(tr:nth-child(25)){break-inside:auto}main{max-width:none;padding:0}}"
    """
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;
print-color-adjust:exact;-webkit-print-color-adjust:exact}
main{max-width:64rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:2rem;line-height:1.15;margin:0 0 .5rem}
h2{font-size:1.2rem;margin:1.6rem 0 .6rem}
section h2:first-child{margin-top:0}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1.25rem;margin-top:1.25rem;
overflow-x:auto}
code{font-size:.9em}
p{max-width:46rem}
small,.legend,figcaption,caption{color:var(--soft);font-size:.85rem}
svg{display:block;max-width:100%;height:auto}
svg.wide{width:100%}svg.square{width:34rem}
svg text{fill:var(--ink);font:13px system-ui,sans-serif}
svg .axis{fill:var(--soft);font-size:11px}
.grid{stroke:var(--line);fill:none}
.diagonal{stroke:var(--soft);stroke-dasharray:4 4;fill:none}
.aim{stroke:var(--ink);stroke-width:2.5}
.range{stroke-width:3;stroke-linecap:round;opacity:.45}
.one{--c:var(--one)}.two{--c:var(--two)}.three{--c:var(--three)}
.range{stroke:var(--c)}.dot{fill:var(--c)}.bar{fill:var(--c)}
rect.bar{opacity:.8}
.mark{fill:var(--card);stroke:var(--ink);stroke-width:1.6}
.key{display:inline-block;margin-right:1.2rem}
.key::before{content:"";display:inline-block;width:.7rem;height:.7rem;border-radius:50%;background:var(--c);
margin-right:.4rem}
.verdicts{list-style:none;margin:0;padding:0;display:grid;gap:.6rem;
grid-template-columns:repeat(auto-fill,minmax(17rem,1fr))}
.verdicts li{border:1px solid var(--line);border-left:5px solid var(--soft);border-radius:8px;padding:.6rem .8rem;
display:grid;grid-template-columns:auto 1fr;column-gap:.6rem;align-items:baseline}
.verdicts .good{border-left-color:var(--good)}.verdicts .bad{border-left-color:var(--bad)}
.verdicts .sign{display:none}
.verdicts b{font-size:1.5rem;font-variant-numeric:tabular-nums}
.verdicts small{grid-column:1/-1}
.verdicts .good b{color:var(--good)}.verdicts .bad b{color:var(--bad)}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.92rem}
th,td{padding:.3rem .6rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th[scope=row],caption{text-align:left;font-weight:500}
thead th{font-weight:600;color:var(--soft);white-space:normal;vertical-align:bottom}
td small{display:block}
.side{display:flex;flex-wrap:wrap;gap:2rem}
figure{margin:0;flex:1 1 22rem;min-width:0}
.cell.right{background:color-mix(in srgb,var(--good) calc(var(--n)*.55),transparent);font-weight:700}
.cell.wrong{background:color-mix(in srgb,var(--bad) calc(var(--n)*.55),transparent)}
"""
)
