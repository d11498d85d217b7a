/* The units below the shown one, by their result. A unit has one row on every page of the walk, written over by the next. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { html, nothing } = lit;
  const { sign, badge, change, spark, search } = monitor;

  const COLUMNS = [["rank", "n k1"], ["move", "k2"], ["name", ""], ["score", "n k4"], ["schools", "n k5"], ["high", "n c3 k6"], ["medium", "n c3 k6"], ["low", "n c3 k6"], ["shares", "w19 k9"], ["spark", "n sp k10"]];
  const MARKS = { high: "good", medium: "warn", low: "bad" };

  function heading(head, [name, classes]) {
    if (name === "move") return html`<th class=${classes} scope="col"><span class="vh">${head.move}</span></th>`;
    return html`<th class=${classes} scope="col" aria-sort=${name === "score" ? "descending" : nothing}>${MARKS[name] ? html`${badge(MARKS[name])}<br>` : nothing}${head[name]}${name === "score" ? html` ${sign("down", "dl")}` : nothing}</th>`;
  }

  const counts = (row) => Object.keys(MARKS).map((name) => html`<td class="n c3" data-how="counts">${row[name] || ""}</td>`);
  const result = (text) => html`<button type="button" aria-haspopup="dialog" class="fig" data-how="score">${text}</button>`;
  const trend = (row) => (!row.spark || row.spark.every((value) => value === null) ? html`<span class="mut">—</span>` : spark(row.spark, row.status));
  const shares = ([good, warn, bad]) => html`<span class="dist" role="presentation"><i class="g" style=${`width:${good}%`}></i><i class="w" style=${`width:${warn}%`}></i><i class="b" style=${`width:${bad}%`}></i></span>`;

  function row(view, row) {
    const unit = view.units[row.unit];
    return html`<tr data-unit=${row.unit} data-of-unit=${row.unit} class=${row.reason ? "off" : ""}>
      <td class="n dim" data-how="rank">${row.rank || "–"}</td>
      <td data-how="rank">${row.move ? change(row.move, "mv") : nothing}</td>
      <td class="nmx"><a href=${search({ unit: row.unit })} .changes=${{ unit: row.unit }} @click=${monitor.visit} title=${unit.full} lang=${unit.lang || nothing}>${unit.name}</a>${row.reason ? html`<span class="why"> ${row.reason}</span>` : nothing}${monitor.compare.button(row.unit, unit.full)}</td>
      <td class="n sc">${row.reason ? row.score : result(row.score)} ${badge(row.status)}</td>
      <td class="n dim" title=${unit.reporting} data-how="schools"><span aria-hidden="true">${unit.schools}</span><span class="vh">${unit.reporting}</span></td>
      ${counts(row)}<td class="w19" data-how=${row.shares ? "counts" : nothing}>${row.shares ? shares(row.shares) : nothing}</td>
      <td class="sp" data-how="trend">${trend(row)}</td></tr>`;
  }

  const average = (row) => html`<tr class="avg" data-of-unit=${row.unit}>
    <td colspan="3" class="nmx">${row.name}${monitor.compare.button(row.unit, row.name)}</td>
    <td class="n">${result(row.score)}</td><td class="n" title=${row.reporting} data-how="schools">${row.schools}</td>
    ${counts(row)}<td class="w19"></td><td class="sp"></td></tr>`;

  const pointed = (event) => { const row = event.target.closest("tr[data-unit]"); if (row) monitor.map.point(row.dataset.unit); };
  const left = () => monitor.map.point(null);

  function ranking(view, panel) {
    const rows = panel.rows.map((each) => row(view, each));
    [...(panel.averages || [])].reverse().forEach((each) => rows.splice(each.after, 0, average(each)));
    return html`<div class="pan-h"><h3>${view.ranking.title}</h3><span class="meta">${view.ranking.note}</span></div>
      <table class="rk rank" @pointerover=${pointed} @pointerleave=${left} @focusin=${pointed} @focusout=${left}>
      <caption class="vh">${view.ranking.title}. ${panel.title}. ${view.period.label}</caption>
      <thead><tr>${COLUMNS.map((column) => heading(view.ranking.head, column))}</tr></thead><tbody>${rows}</tbody></table>`;
  }

  monitor.blocks.ranking = (view, panel) => lit.render(view.ranking ? ranking(view, panel) : nothing, monitor.byId("ranking"));
})();
