/* The blocks of the page: each takes a part of the view and fills its place. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, s, status, badge, rich, change, asked, figure, line, range, byId, link } = monitor;
  const { html, nothing } = lit;

  function context(view) {
    const page = view.page;
    const panel = view.panels && view.panels[monitor.selection.ind];
    document.title = (panel && panel.document) || page.document;
    byId("crumbs").replaceChildren(...page.crumbs.map((crumb, index) => h("li", { class: "breadcrumb-item" },
      index === page.crumbs.length - 1 ? h("span", { "aria-current": "page" }, crumb.name) : link({}, { unit: crumb.unit }, crumb.name))));
    byId("crumbs").hidden = page.crumbs.length < 2;
    byId("title").textContent = page.title;
    byId("lede").replaceChildren(...rich(view.lede));
    byId("lede").toggleAttribute("data-how", view.state === "data");
    if (view.state === "data") byId("lede").dataset.how = "targets";
    document.querySelectorAll(".lang a").forEach((node) => { node.search = monitor.search(); });
  }

  function step(id, week) {
    const button = byId(id);
    button.disabled = !week;
    button.dataset.week = week || "";
  }

  function period(view) {
    step("previous-week", view.period.prev);
    step("next-week", view.period.next);
    step("latest-week", view.selection.latest ? null : view.period.latest);
    byId("week-label").textContent = view.period.label;
    byId("week-marks").replaceChildren(...(view.period.marks || []).map((text) => h("span", {}, text)));
  }

  function notices(view) {
    const lines = (view.notices || []).map((text) => h("p", { class: "strip" }, text));
    if (view.stamp && view.stamp.stale) lines.unshift(h("p", { class: "strip warn" }, view.stamp.stale));
    byId("notices").replaceChildren(...lines);
  }

  const at = (value) => `left:${Math.min(99.6, value)}%`;
  function bar({ bar: value, status, target, target_hint: hint, references }) {
    if (value === null || value === undefined) return html`<span class="bul nodata"></span>`;
    return html`<span class=${`bul ${status}`}><i style=${`width:${Math.min(100, value)}%`}></i>${target === null ? nothing : html`<u style=${at(target)} title=${hint}></u>`}${(references || []).map((each) => html`<em class=${each.kind} style=${at(each.at)} title=${each.text}></em>`)}</span>`;
  }

  const ask = (item) => html`<span class="qm" aria-hidden="true" title=${byId("how-open").textContent} data-how="value" data-of-ind=${item.key}>?</span>`;
  const counted = (text) => html`<span class="sub"><i> · </i>${text}</span>`;
  function indicator(item) {
    const chosen = item.key === monitor.selection.ind, empty = item.bar === null;
    return html`<a class=${`ind${empty ? " off" : ""}${chosen ? " sel" : ""}`} role="radio" data-ind=${item.key} aria-label=${item.label} aria-keyshortcuts="?" aria-checked=${String(chosen)} tabindex=${chosen ? 0 : -1}
      href=${monitor.search({ ind: item.key })} .changes=${{ ind: item.key }} @click=${monitor.visit}><span class="ind-h">${badge(item.status)}<span class="nm">${item.name}</span><span class="val">${item.value}</span></span>${bar(item)}<span class="ind-f"><span>${item.target_text}${item.counts ? counted(item.counts) : nothing}</span>${change(item.change)}</span>${empty ? nothing : ask(item)}</a>`;
  }

  /* What the marks on the bars stand for. */
  const marks = (all) => (all && all.length ? [html`<p class="rail-k">${all.map((mark) => html`<span><b class="bul"><em class=${mark.kind}></em></b>${mark.text}</span>`)}</p>`] : []);

  const narrow = matchMedia("(max-width: 1100px)");
  function rail(view) {
    const place = byId("rail");
    lit.render(view.groups.map((group) => html`<h2>${group.name}${group.note ? html`<span>${group.note}</span>` : nothing}</h2>${view.indicators.filter((item) => item.group === group.key).map(indicator)}`).concat(marks(view.references)), place);
    const chosen = narrow.matches && place.querySelector(".sel");
    if (chosen) place.scrollLeft = chosen.offsetLeft - place.offsetLeft;
  }

  /* The 12-week line of the headline value, with its norm and the weeks without data. */
  function trend(data) {
    if (!data || data.values.every((value) => value === null)) return null;
    const references = data.references || [];
    const [low, high] = range(data.values, [data.target, ...references.flatMap((each) => each.values)]);
    const box = { x: 2, y: 7, width: 172, height: 32 };
    const drawn = line(data.values, box, low, high);
    const target = data.target === null ? null : drawn.y(data.target);
    return s("svg", { class: "spark", width: 236, height: 58, viewBox: "0 0 236 58", role: "img", "aria-label": data.label },
      (data.gaps || []).map(([from, to]) => s("rect", { x: drawn.x(from) - 5, y: 5, width: drawn.x(to) - drawn.x(from) + 10, height: 38, fill: "var(--ds-sunken)" })),
      target === null ? null : s("line", { class: "t", x1: 2, x2: 178, y1: target, y2: target }),
      target === null ? null : s("text", { x: 183, y: Math.max(9, target + 4) }, data.target_text),
      references.map((each) => s("path", { class: `ref ${each.kind}`, d: line(each.values, box, low, high).solid })),
      s("path", { class: "b", d: drawn.bridge }), s("path", { class: "l", style: "stroke:var(--ds-line-1);stroke-width:2", d: drawn.solid }),
      drawn.last && s("circle", { cx: drawn.x(drawn.last[0]), cy: drawn.y(drawn.last[1]), r: 3.5, fill: "var(--ds-line-1)" }),
      s("line", { x1: 2, x2: 174, y1: 43.5, y2: 43.5, stroke: "var(--ds-line-2)" }),
      s("text", { x: 2, y: 55 }, data.first), s("text", { x: 174, y: 55, "text-anchor": "end" }, data.last));
  }

  function band(view, panel) {
    byId("indicator-title").textContent = panel.title;
    byId("indicator-text").replaceChildren(panel.place ? h("span", {}, ...rich(panel.place), " ") : `${panel.definition}. `);
    byId("headline").replaceChildren(
      figure("value", {}, { class: "bigv" }, h("span", { class: "big" }, panel.value), h("span", { class: "meta" }, panel.caption)),
      h("span", { class: "side" },
        panel.chip ? h("span", { class: `chip ${panel.chip.status}` }, status(panel.chip.status), panel.chip.text) : null,
        panel.change ? figure("change", {}, { class: "meta" }, change({ ...panel.change, text: panel.change.label, label: null, warn: false })) : null,
        figure("schools", {}, { class: "meta" }, panel.coverage)));
    byId("trend").replaceChildren(...[trend(panel.trend)].filter(Boolean).map((drawn) => figure("trend", {}, {}, drawn)));
  }

  function key(panel) {
    return h("ul", { class: "key", style: `--keys:${panel.key.length}` }, panel.key.map((item) => h("li", { class: item.status },
      h("span", { class: "kb" }), h("span", {}, status(item.status), ` ${item.text} `, h("b", asked("members"), String(item.count))), h("span", { class: "mut" }, item.range || ""))));
  }

  function fix(view, panel) {
    const data = panel.fix;
    if (!data) return null;
    const table = data.rows.length ? h("table", { class: `rk fixt${data.rows[0].school ? " lack" : ""}` },
      h("caption", { class: "vh" }, data.title),
      h("thead", {}, h("tr", {}, data.head.map((text, index) => h("th", { scope: "col", class: index && !(data.rows[0].school && index > 1) ? "n" : null }, text)))),
      h("tbody", {}, data.rows.map((row) => h("tr", {}, h("td", { class: "nmx" }, row.unit ? link({}, { unit: row.unit }, row.name) : monitor.numbered(row.name)),
        ...row.cells.map((text, index) => h("td", { class: row.school && index ? "acts" : `n${index ? "" : " sc"}`, ...(row.unit ? asked("lifts", { unit: row.unit }) : asked("met", { school: row.school })) }, text)))))) : null;
    return h("div", { class: "pan hsep fill" }, h("div", { class: "pan-h" }, h("h3", {}, data.title), figure("lifts", {}, { class: "howb" }, byId("how-open").textContent)), table,
      data.done ? h("p", { class: "call" }, h("span", {}, data.done)) : null, data.calls.map((call) => h("p", { class: "call" }, h("span", {}, ...rich(call)))), monitor.toCall(view, panel));
  }

  function statistics(view) {
    const sum = (block, item) => h("div", {}, figure(block.key, {}, { title: item.exact }, item.value), item.caption);
    byId("statistics").replaceChildren(...(view.statistics || []).map((block) => h("div", { class: "stat" }, h("h3", {}, block.title), sum(block, block.year), sum(block, block.month),
      block.note ? h("p", { class: "meta" }, block.note) : null)));
  }

  function foot(view) {
    byId("stamp").textContent = view.stamp ? view.stamp.text : "";
    byId("demonstration").textContent = (view.stamp && view.stamp.demonstration) || "";
    const { credit, credit_link: address } = view.page;
    byId("credit").replaceChildren(address ? h("a", { href: address, rel: "noopener" }, credit) : credit || "");
    byId("data-notes").replaceChildren(...(view.data_notes || []).map((text) => h("li", {}, text)));
    byId("data-notes-box").hidden = !(view.data_notes || []).length;
  }

  Object.assign(monitor, { blocks: { context, period, notices, rail, band, trend, key, fix, statistics, foot } });
})();
