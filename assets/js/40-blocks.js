/* The blocks of the page: each takes a part of the view and fills its place. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, s, mark, status, rich, change, asked, figure, line, range, spark, byId, link } = monitor;

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

  function bar(item) {
    if (item.bar === null || item.bar === undefined) return h("span", { class: "bul nodata" });
    const left = (value) => `left:${Math.min(99.6, value)}%`;
    return h("span", { class: `bul ${item.status}` }, h("i", { style: `width:${Math.min(100, item.bar)}%` }),
      item.target === null ? null : h("u", { style: left(item.target), title: item.target_hint }),
      (item.references || []).map((each) => h("em", { class: each.kind, style: left(each.at), title: each.text })));
  }

  function indicator(item) {
    const node = link({ class: "ind" + (item.bar === null ? " off" : ""), role: "radio", "data-ind": item.key, "aria-label": item.label, "aria-keyshortcuts": "?" }, { ind: item.key },
      h("span", { class: "ind-h" }, status(item.status), h("span", { class: "nm" }, item.name), h("span", { class: "val" }, item.value)),
      bar(item),
      h("span", { class: "ind-f" },
        h("span", {}, item.target_text, item.counts ? h("span", { class: "sub" }, h("i", {}, " · "), item.counts) : null), change(item.change)),
      item.bar === null ? null : h("span", { class: "qm", "aria-hidden": "true", title: byId("how-open").textContent, ...asked("value", { ind: item.key }) }, "?"));
    return node;
  }

  function rail(view) {
    const place = byId("rail");
    const parts = [];
    for (const group of view.groups) {
      parts.push(h("h2", {}, group.name, group.note ? h("span", {}, group.note) : null));
      parts.push(...view.indicators.filter((item) => item.group === group.key).map(indicator));
    }
    const focused = place.contains(document.activeElement) && document.activeElement.dataset.ind;
    place.replaceChildren(...parts);
    choose(view.selection.ind);
    if (focused) place.querySelector(`[data-ind="${focused}"]`).focus({ preventScroll: true });
  }

  const narrow = matchMedia("(max-width: 1100px)");
  function choose(key) {
    byId("rail").querySelectorAll("[data-ind]").forEach((node) => {
      const chosen = node.dataset.ind === key;
      node.classList.toggle("sel", chosen);
      node.setAttribute("aria-checked", String(chosen));
      node.tabIndex = chosen ? 0 : -1;
      if (chosen && narrow.matches) node.parentNode.scrollLeft = node.offsetLeft - node.parentNode.offsetLeft;
      node.search = monitor.search({ ind: node.dataset.ind });
    });
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

  const COLUMNS = [["rank", "n k1"], ["move", "k2"], ["name", ""], ["score", "n k4"], ["schools", "n k5"], ["high", "n c3 k6"], ["medium", "n c3 k6"], ["low", "n c3 k6"], ["shares", "w19 k9"], ["spark", "n sp k10"]];
  const MARKS = { high: "good", medium: "warn", low: "bad" };

  function heading(head, [name, classes]) {
    if (name === "move") return h("th", { class: classes, scope: "col" }, h("span", { class: "vh" }, head.move));
    return h("th", { class: classes, scope: "col", "aria-sort": name === "score" ? "descending" : null },
      MARKS[name] ? [status(MARKS[name]), h("br")] : null, head[name], name === "score" ? [" ", mark("down", "dl")] : null);
  }

  function shares(row) {
    if (!row.shares) return h("td", { class: "w19" });
    return h("td", { class: "w19", ...asked("counts", { unit: row.unit }) }, h("span", { class: "dist", role: "presentation" }, ["g", "w", "b"].map((name, index) => h("i", { class: name, style: `width:${row.shares[index]}%` }))));
  }

  const counts = (row) => Object.keys(MARKS).map((name) => h("td", { class: "n c3", ...asked("counts", { unit: row.unit }) }, row[name] || ""));

  function rowOf(view, row) {
    const unit = view.units[row.unit], whose = { unit: row.unit };
    return h("tr", { "data-unit": row.unit, class: row.reason ? "off" : null },
      h("td", { class: "n dim", ...asked("rank", whose) }, row.rank || "–"), h("td", asked("rank", whose), row.move ? change(row.move, "mv") : null),
      h("td", { class: "nmx" }, link({ title: unit.full, lang: unit.lang }, { unit: row.unit }, unit.name), row.reason ? h("span", { class: "why" }, ` ${row.reason}`) : null, monitor.compare.button(row.unit, unit.full)),
      h("td", { class: "n sc" }, row.reason ? row.score : figure("score", whose, {}, row.score), " ", status(row.status)),
      h("td", { class: "n dim", title: unit.reporting, ...asked("schools", whose) }, h("span", { "aria-hidden": "true" }, unit.schools), h("span", { class: "vh" }, unit.reporting)),
      ...counts(row), shares(row),
      h("td", { class: "sp", ...asked("trend", whose) }, spark(row.spark, row.status)));
  }

  const average = (row) => h("tr", { class: "avg" }, h("td", { colspan: 3, class: "nmx" }, row.name, monitor.compare.button(row.unit, row.name)), h("td", { class: "n" }, figure("score", { unit: row.unit }, {}, row.score)), h("td", { class: "n", title: row.reporting, ...asked("schools", { unit: row.unit }) }, row.schools),
    ...counts(row), h("td", { class: "w19" }), h("td", { class: "sp" }));

  function ranking(view, panel) {
    const rows = panel.rows.map((row) => rowOf(view, row));
    [...(panel.averages || [])].reverse().forEach((row) => rows.splice(row.after, 0, average(row)));
    const table = h("table", { class: "rk rank" }, h("caption", { class: "vh" }, `${view.ranking.title}. ${panel.title}. ${view.period.label}`),
      h("thead", {}, h("tr", {}, COLUMNS.map((column) => heading(view.ranking.head, column)))), h("tbody", {}, rows));
    table.addEventListener("pointerover", (event) => { const row = event.target.closest("tr[data-unit]"); if (row) monitor.map.point(row.dataset.unit); });
    table.addEventListener("pointerleave", () => monitor.map.point(null));
    table.addEventListener("focusin", (event) => { const row = event.target.closest("tr[data-unit]"); if (row) monitor.map.point(row.dataset.unit); });
    table.addEventListener("focusout", () => monitor.map.point(null));
    return [h("div", { class: "pan-h" }, h("h3", { lang: null }, view.ranking.title), h("span", { class: "meta" }, view.ranking.note)), table];
  }

  function fix(view, panel) {
    const data = panel.fix;
    if (!data) return null;
    const table = data.rows.length ? h("table", { class: `rk fixt${data.rows[0].school ? " lack" : ""}` },
      h("caption", { class: "vh" }, data.title),
      h("thead", {}, h("tr", {}, data.head.map((text, index) => h("th", { scope: "col", class: index && !(data.rows[0].school && index > 1) ? "n" : null }, text)))),
      h("tbody", {}, data.rows.map((row) => h("tr", {}, h("td", { class: "nmx" }, row.unit ? link({}, { unit: row.unit }, row.name) : row.name),
        ...row.cells.map((text, index) => h("td", { class: row.school && index ? "acts" : `n${index ? "" : " sc"}`, ...(row.unit ? asked("lifts", { unit: row.unit }) : asked("met", { school: row.school })) }, text)))))) : null;
    return h("div", { class: "pan hsep fill" }, h("div", { class: "pan-h" }, h("h3", {}, data.title), figure("lifts", {}, { class: "howb" }, byId("how-open").textContent)), table,
      data.done ? h("p", { class: "call" }, h("span", {}, data.done)) : null, data.calls.map((call) => h("p", { class: "call" }, h("span", {}, ...rich(call)))));
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

  Object.assign(monitor, { blocks: { context, period, notices, rail, choose, band, trend, key, ranking, fix, statistics, foot } });
})();
