"""How the page of a report looks, light and dark."""

STYLE = """
:root { color-scheme: light dark; --back: #f6f6f4; --card: #fff; --text: #1c1c1a;
  --soft: #5c5c57; --line: #d9d9d4; --good: #2f6fb5; --fault: #a4262c; --warn: #fff1c9; }
@media (prefers-color-scheme: dark) { :root { --back: #1b1b1d; --card: #262629; --text: #ececea;
  --soft: #a6a6a1; --line: #3c3c40; --good: #7db4ee; --fault: #ff9b9f; --warn: #4a3d17; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text);
  font: 14px/1.45 system-ui, sans-serif; }
header, main { padding: 16px; max-width: 1200px; margin: 0 auto; }
header { padding-bottom: 0; }
h1 { font-size: 20px; margin: 0 0 4px; }
h2 { font-size: 16px; margin: 0 0 8px; }
h3 { font-size: 14px; margin: 12px 0 8px; }
p { margin: 0 0 8px; max-width: 80ch; }
a { color: var(--good); }
nav a { margin-right: 12px; white-space: nowrap; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 12px 16px; margin: 0 0 12px; overflow-x: auto; scroll-margin-top: 12px; }
.warnings { background: var(--warn); }
.warnings ul { margin: 0; padding-left: 20px; }
dl { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 0; }
dt { color: var(--soft); font-size: 12px; }
dd { margin: 0; font-size: 20px; }
.soft { color: var(--soft); font-size: 12px; }
table { border-collapse: collapse; }
th, td { padding: 3px 10px 3px 0; text-align: left; vertical-align: top; }
thead th { border-bottom: 1px solid var(--line); font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
td.share { white-space: nowrap; font-variant-numeric: tabular-nums; }
.share b { display: inline-block; min-width: 56px; font-weight: 400; text-align: right; }
.bar { display: inline-block; width: 80px; height: 8px; margin-left: 8px; background: var(--line);
  border-radius: 4px; overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--good); width: calc(100% * var(--s)); }
.matrix th, .matrix td { padding: 0; }
.matrix thead th { writing-mode: vertical-rl; font-weight: 400; transform: rotate(180deg);
  white-space: nowrap; padding: 6px 2px; text-align: left; border: 0; }
.matrix thead td { vertical-align: bottom; padding-right: 8px; }
.matrix tbody th { text-align: right; padding: 0 8px; font-weight: 400; white-space: nowrap; }
.matrix tbody td { width: 32px; min-width: 32px; height: 28px; text-align: center;
  border: 1px solid var(--line); }
.matrix tbody td a { display: block; padding: 3px 0; color: inherit; text-decoration: none;
  background: color-mix(in srgb, var(--c) calc(12% + 68% * var(--s)), transparent); }
.matrix tbody td a:hover, .matrix tbody td a:focus { outline: 2px solid var(--text); }
.matrix .right { --c: var(--good); }
.matrix .wrong { --c: var(--fault); }
.pictures { display: grid; gap: 12px;
  grid-template-columns: repeat(auto-fill, minmax(168px, 1fr)); }
.pair { display: grid; gap: 8px; grid-template-columns: 1fr 1fr; margin: 0 0 12px; }
figure { margin: 0; padding: 8px; border: 1px solid var(--line); border-radius: 8px; }
img, .none { display: block; width: 100%; height: 132px; object-fit: contain; }
.none { display: grid; place-items: center; color: var(--soft); }
figcaption { margin-top: 6px; overflow-wrap: anywhere; }
.path { color: var(--soft); font-size: 12px; }
.cell { display: none; }
.cell:target { display: block; position: fixed; inset: 5vh 5vw auto; z-index: 2; max-height: 90vh;
  overflow: auto;
  box-shadow: 0 0 0 100vmax #0008; }
.cell .close { float: right; }
svg text { fill: var(--text); font: 11px system-ui, sans-serif; }
"""
