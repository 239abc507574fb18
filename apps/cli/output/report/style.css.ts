/** The report's style: NHS colours, system fonts, day and night, and a print layout. */
export const style = `
:root{color-scheme:light dark;--ink:#212b32;--soft:#4c6272;--line:#d8dde0;--page:#f0f4f5;--card:#fff;--blue:#005eb8;
--critical:#7c0d0e;--high:#c5331f;--medium:#a65b00;--low:#2f6fa7;--informational:#768692;--hit:#a3161a;--reachable:#8a4b00;--clear:#00703c}
@media (prefers-color-scheme:dark){:root{--ink:#e8edee;--soft:#aeb7bd;--line:#3a4750;--page:#10181d;--card:#1a242b;--blue:#6cb2ff;
--critical:#ff8a80;--high:#ff9b7d;--medium:#ffc166;--low:#8ec7f5;--informational:#aeb7bd;--hit:#ff8a80;--reachable:#ffc166;--clear:#6fd79c}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 Arial,"Helvetica Neue",sans-serif;font-variant-numeric:tabular-nums}
header{background:#005eb8;color:#fff;padding:20px 0}
header h1{margin:0;font-size:26px;line-height:1.25}
header p{margin:4px 0 0;color:#e3eefa}
.wrap{max-width:1180px;margin:0 auto;padding:0 20px}
main.wrap{padding-bottom:60px}
section{background:var(--card);border:1px solid var(--line);border-radius:4px;margin-top:20px;padding:18px 20px}
h2{font-size:19px;margin:0 0 10px}h3{font-size:16px;margin:14px 0 4px}
p{margin:0 0 8px;max-width:75ch}a{color:var(--blue)}
.soft{color:var(--soft)}.num{text-align:right}
.counts{display:flex;flex-wrap:wrap;gap:10px;margin:0;padding:0;list-style:none}
.counts li{flex:1 1 120px;border:1px solid var(--line);border-left:6px solid;border-radius:3px;padding:8px 12px;background:var(--card)}
.counts b{display:block;font-size:26px;line-height:1.15}
.l-critical{border-color:var(--critical)!important}.l-high{border-color:var(--high)!important}.l-medium{border-color:var(--medium)!important}.l-low{border-color:var(--low)!important}.l-informational{border-color:var(--informational)!important}
.t-critical{color:var(--critical)}.t-high{color:var(--high)}.t-medium{color:var(--medium)}.t-low{color:var(--low)}.t-informational{color:var(--informational)}
.tag{font-weight:700;white-space:nowrap}
.incident{border-left:6px solid;padding:2px 0 2px 16px;margin:0 0 18px}
.services{display:grid;grid-template-columns:repeat(auto-fill,minmax(240px,1fr));gap:10px;list-style:none;padding:0;margin:0}
.services li{border:1px solid var(--line);border-left:6px solid;border-radius:3px;padding:8px 12px}
.services b{display:block}.s-hit{border-left-color:var(--hit)!important}.s-reachable{border-left-color:var(--reachable)!important}.s-clear{border-left-color:var(--clear)!important}
.s-hit em{color:var(--hit)}.s-reachable em{color:var(--reachable)}em{font-style:normal;font-weight:700}
svg{display:block;width:100%;height:auto}svg text{fill:var(--soft);font:11px Arial,sans-serif}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;padding:5px 10px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}th{color:var(--soft);font-weight:700}
td.num,th.num{text-align:right}
.scroll{overflow-x:auto}
.matrix{display:grid;grid-template-columns:repeat(auto-fill,minmax(140px,1fr));gap:6px}
.matrix div{border:1px solid var(--line);border-radius:3px;padding:6px 8px;font-size:13px}
.matrix .none{opacity:.55}.matrix b{display:block;line-height:1.25;min-height:2.5em}.matrix ul{list-style:none;margin:6px 0 0;padding:0}
td.when{white-space:nowrap}td.name{overflow-wrap:anywhere}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:20px}
details{border-top:1px solid var(--line)}details summary{cursor:pointer;padding:7px 0;min-height:24px}
details.rule>summary{display:flex;gap:12px;align-items:baseline}details.rule>summary .grow{flex:1}
details details{margin-left:22px}
pre{background:var(--page);border:1px solid var(--line);border-radius:3px;padding:10px;overflow-x:auto;font:12.5px/1.45 ui-monospace,Consolas,monospace;max-height:420px;white-space:pre-wrap;overflow-wrap:anywhere}
td.found{overflow-wrap:anywhere;max-width:560px;font-family:ui-monospace,Consolas,monospace;font-size:12.5px}
.filter{display:flex;gap:10px;flex-wrap:wrap;margin-bottom:8px}.filter input,.filter select{font:inherit;padding:5px 8px;border:2px solid var(--soft);border-radius:3px;background:var(--card);color:var(--ink)}.filter input{flex:1 1 240px}
:focus-visible{outline:3px solid #ffeb3b;outline-offset:0;box-shadow:0 0 0 5px #212b32}
@media(max-width:600px){td.when{white-space:nowrap}td.name{overflow-wrap:anywhere}
.two{grid-template-columns:1fr}header h1{font-size:22px}}
@media print{body{background:#fff;font-size:11px}section{break-inside:avoid-page;border:0;padding:8px 0}.filter{display:none}header{background:#fff;color:#000}header p{color:#333}}
`;
