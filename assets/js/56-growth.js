/* Growth and decline against the previous teaching week: blue is what both weeks have, green what was gained, red what
   was lost (A-50 … A-55). All nine indicators come at once; the bars are drawn after the map. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, byId } = monitor;
  const { plain } = monitor.charts;
  const ROW = 22, HEAD = 22, FOOT = 4, WIDE = 520, VALUE = 46;
  /* Of fewer bars the chart would be lower than the label that tells about one, and plotly would leave that out. */
  const FEWEST = 5;
  const kept = new Map();
  let shown = { view: null, panel: null, data: null, rows: [], from: 0, at: -1 };

  /* Names are cut to their room, measured without a layout. */
  const width = monitor.measure("420 13px");
  /* Schools differ by the end of their names: a long first word, which many share, gives way first. */
  const LONG = /^(\p{L}{7})\p{L}{6,}/u;
  function cut(text, room) {
    if (width(text) <= room) return text;
    let short = text.replace(LONG, "$1.");
    if (width(short) <= room) return short;
    while (short.length > 4 && width(`${short}…`) > room) short = short.slice(0, -1);
    return `${short.trimEnd()}…`;
  }

  const hover = (words, name, row) => `<b>${plain(name)}</b><br>${plain(words.then)}: ${row.then}<br>${plain(words.now)}: ${row.now}<br>${said(words, row)}<extra></extra>`;
  const said = (words, row) => (row.dir === "flat" ? words.same : `${row.dir === "up" ? words.growth : words.decline}: ${row.change}`);
  const drawn = (value) => value || null;

  /* How much longer a scale of so many pixels must be for a text to stand after its end. */
  const longer = (pixels, text) => pixels / Math.max(20, pixels - text);

  /* Rows of one page as a figure; pure. Three traces are the bar (A-51 … A-53), one writes the value, one is the change
     on a scale of its own, since a step of one point on a hundred is invisible. */
  function figure(data, rows, words, t, wide) {
    const scale = data.scale, y = rows.map((_, index) => index), names = rows.map((row) => data.names[row.at].name);
    const part = (index) => rows.map((row) => drawn(row.bar[index] / scale)), full = rows.map((row) => (row.bar[0] + row.bar[1] + row.bar[2]) / scale);
    const change = rows.map((row) => (row.bar[1] - row.bar[2]) / scale);
    const hovertemplate = rows.map((row, index) => hover(words, data.names[row.at].full, row));
    const left = Math.min(Math.max(...names.map(width), 20), wide.width * (wide.on && data.scale === 1 ? 0.27 : 0.36));
    const bar = (x, fill, pattern = {}) => ({ type: "bar", orientation: "h", y, x, hovertemplate, marker: { color: fill, line: { color: t.surface, width: 1 }, pattern } });
    const text = (x, texts, more) => ({ type: "scatter", mode: "text", y, x, text: texts, textposition: "middle right", textfont: { size: 12.5, color: t.ink }, hovertemplate, cliponaxis: false, ...more });
    const most = data.scale > 1 ? 100 : Math.max(...full, 1), swing = Math.max(...change.map(Math.abs), 1 / scale);
    const room = wide.width - left - 12, end = wide.on ? 0.58 : 1, reach = most * longer(room * end, wide.on ? VALUE : VALUE * 2.2);
    const written = rows.map((row) => ` ${wide.on || row.dir === "flat" ? row.now : `${row.now} (${row.change})`}`);
    /* A value that the norm would strike through stands after it. */
    const strikes = (value, index) => value < data.target && value + (reach * width(written[index])) / (room * end) > data.target;
    const apart = full.map((value, index) => (strikes(value, index) ? data.target : value));
    const traces = [bar(part(0), t.base), bar(part(1), t.good), bar(part(2), t.bad, { shape: "/", bgcolor: t.bad, fgcolor: t.surface, size: 5, solidity: 0.3 }),
      text(apart, written)];
    if (wide.on) {
      traces.push({ ...bar(change.map(drawn), rows.map((row) => (row.dir === "up" ? t.good : t.bad)), { shape: rows.map((row) => (row.dir === "up" ? "" : "/")), bgcolor: t.bad, fgcolor: t.surface, size: 5, solidity: 0.3 }), xaxis: "x2" },
        text(change, rows.map((row) => (row.dir === "down" ? `${row.change} ` : ` ${row.change}`)), { xaxis: "x2", textposition: rows.map((row) => (row.dir === "down" ? "middle left" : "middle right")),
          textfont: { size: 12.5, color: rows.map((row) => t[{ up: "good-text", down: "bad-text", flat: "ink-2" }[row.dir]]) } }));
    }
    const axis = { fixedrange: true, visible: false };
    const head = (label, x, xref) => ({ text: plain(label), x, xref, y: 1, yref: "paper", yanchor: "bottom", yshift: 2, showarrow: false, font: { size: 12, color: t["ink-2"] } });
    const shapes = data.target === null || data.target === undefined ? [] : [{ type: "line", x0: data.target, x1: data.target, y0: 0, y1: 1, yref: "paper", line: { color: t.target, width: 1.5, dash: "dot" } }];
    if (wide.on) shapes.push({ type: "line", xref: "x2", x0: 0, x1: 0, y0: 0, y1: 1, yref: "paper", line: { color: t["line-2"], width: 1 } });
    const half = swing * longer(room * 0.19, VALUE);
    return {
      data: traces,
      layout: {
        barmode: "stack", bargap: 0.36, margin: { l: left + 12, r: 0, t: HEAD, b: FOOT }, shapes,
        annotations: wide.on ? [{ ...head(words.both, 0, "paper"), xanchor: "left" }, { ...head(words.change, 0, "x2"), xanchor: "center" }] : [],
        xaxis: { ...axis, domain: [0, end], range: [0, reach] },
        xaxis2: { ...axis, domain: [0.62, 1], range: [-half, half] },
        yaxis: { fixedrange: true, tickangle: 0, range: [Math.max(FEWEST, rows.length) - 0.5, -0.5], tickmode: "array", tickvals: y, ticktext: names.map((name) => plain(cut(name, left))), ticks: "", ticklabelstandoff: 6, ticklabeloverflow: "allow", showgrid: false, zeroline: false, tickfont: { size: 13 } },
      },
    };
  }

  const change = (row) => row.bar[1] - row.bar[2];
  /* By value as they come (A-50), else by what was gained or lost (A-54); equal ones stay by value. */
  const ORDERS = { up: (a, b) => change(b) - change(a), down: (a, b) => change(a) - change(b) };
  function sorted(rows) {
    const order = ORDERS[monitor.selection.growth];
    return order ? [...rows].sort(order) : rows;
  }

  function orders(head) {
    const place = byId("growth-orders");
    place.setAttribute("aria-label", head.sort);
    place.replaceChildren(...Object.entries(head.orders).map(([key, text]) => h("button", { type: "button", class: "sg", "data-order": key, onclick: () => monitor.go({ growth: key || null }) }, text)));
  }
  function press() {
    byId("growth-orders").querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.order === (monitor.selection.growth || ""))));
  }

  const norm = (head) => (head.targets ? head.targets[monitor.selection.ind] : { value: null, text: null });
  function legend(head) {
    const words = { base: head.words.base, good: head.words.growth, bad: head.words.decline, norm: norm(head).text };
    byId("growth-legend").replaceChildren(...Object.entries(words).filter(([, text]) => text).map(([name, text]) => h("span", { class: name }, h("i", { class: "sw" }), text)));
  }

  /* Of which weeks the bars are, who is left out, how the units above changed: what is known of it so far. */
  function note(head, found = {}) {
    byId("growth-note").replaceChildren(head.caption, ...[head.warn ? h("span", { class: "warn-n" }, ` ${head.warn}`) : null, found.absent ? ` ${found.absent}` : null, found.average ? ` · ${found.average}` : null].filter(Boolean));
  }

  function pages(bars, size) {
    const place = byId("growth-pages"), head = shown.view.growth, number = Math.floor(shown.from / size);
    place.hidden = !bars.pages.length;
    if (place.hidden) return;
    const step = (to, text) => h("button", { type: "button", class: "btn btn-quiet btn-sm", disabled: to < 0 || to >= bars.pages.length, onclick: () => { monitor.go({ bars: to ? String(to + 1) : null }); place.querySelector("button:not([disabled])").focus(); } }, text);
    place.replaceChildren(h("span", { role: "status" }, bars.pages[number]), h("span", { role: "group", "aria-label": head.words.pages }, step(number - 1, head.words.earlier), " ", step(number + 1, head.words.later)));
  }

  function reserve(count) {
    byId("growth-chart").style.height = `${HEAD + FOOT + ROW * Math.max(FEWEST, Math.min(count, shown.view.growth.bars))}px`;
  }

  function bars() {
    const { view, panel, data } = shown, head = view.growth, found = data.bars[monitor.selection.ind], place = byId("growth-chart");
    const words = { ...head.words, both: `${head.words.then} · ${head.words.now}` };
    const every = sorted(found.rows), last = Math.max(1, Math.ceil(every.length / head.bars));
    const from = (Math.min(Number(monitor.selection.bars) || 1, last) - 1) * head.bars, rows = every.slice(from, from + head.bars);
    Object.assign(shown, { rows, every, found, from });
    press();
    legend(head);
    note(head, found);
    pages(found, head.bars);
    monitor.charts.fold(byId("growth-table"), `${head.title}. ${panel.title}`, [head.words.name, head.words.then, head.words.now, head.words.change],
      () => every.map((row) => [data.names[row.at].full, row.then, row.now, row.change]), (at) => asked(every[at], data, view));
    if (!rows.length) { monitor.charts.clear(place); return; }
    reserve(rows.length);
    place.setAttribute("role", "img");
    place.tabIndex = 0;
    place.setAttribute("aria-label", `${head.title}. ${panel.title}. ${head.caption}. ${head.words.keys}`);
    monitor.charts.draw(place, (t, room) => figure({ ...data, target: norm(head).value }, rows, words, t, { width: room, on: room >= WIDE }), listen);
    monitor.charts.saved.growth = {
      place: () => place, lines: () => [head.title, `${view.page.title} · ${panel.title}`, head.caption],
      name: () => [view.page.title, panel.title, view.selection.week, "growth"],
      rows: () => [[head.words.name, head.words.then, head.words.now, head.words.change], ...every.map((row) => [data.names[row.at].full, ...values(row, data.scale)])],
    };
  }

  /* Previous, reported, change as numbers. */
  function values(row, scale) {
    const [base, up, down] = row.bar.map((value) => value / scale);
    return [base + down, base + up, up - down].map((value) => +value.toFixed(1));
  }

  function listen(place, fresh) {
    if (shown.data) place.classList.remove("wait");  // else these are another unit's, drawn once more meanwhile
    if (!fresh) return;
    place.on("plotly_click", (event) => open(event.points[0].y));
    place.onkeydown = keys;
    place.onblur = () => monitor.charts.unhover(place);
  }

  /* Which figure a bar is: of a unit its schools in High, of a school its change. */
  const isUnit = (name, view) => Boolean(view.units[name.id]);
  function asked(row, data, view) {
    const name = data.names[row.at];
    return isUnit(name, view) ? monitor.asked("growth", { unit: name.id }) : monitor.asked("change", { unit: view.selection.unit, school: name.id });
  }

  /* A bar leads to its unit; that of a school says how it is computed. */
  function open(index) {
    const row = shown.rows[index], name = shown.data && row && shown.data.names[row.at];
    if (!name) return;
    if (isUnit(name, shown.view)) monitor.go({ unit: name.id });
    else monitor.explain(byId("growth-chart"), { unit: shown.view.selection.unit, week: shown.view.selection.week, ind: monitor.selection.ind, of: "change", school: name.id });
  }

  const STEPS = { ArrowDown: 1, ArrowUp: -1 };
  function keys(event) {
    if (!shown.data) return;  // another week's are on their way
    if (event.key === "Enter" && shown.at >= 0) { monitor.byKeyboard = true; open(shown.at); return; }
    const to = event.key === "Home" ? 0 : event.key === "End" ? shown.rows.length - 1 : shown.at + (STEPS[event.key] || 0);
    if (to === shown.at || !(event.key in STEPS || event.key === "Home" || event.key === "End")) return;
    event.preventDefault();
    shown.at = Math.max(0, Math.min(shown.rows.length - 1, to));
    const row = shown.rows[shown.at], trace = [0, 1, 2].find((index) => row.bar[index]);
    monitor.charts.hover(byId("growth-chart"), [{ curveNumber: trace === undefined ? 3 : trace, pointNumber: shown.at }]);
    const words = shown.view.growth.words;
    byId("growth-said").textContent = `${shown.data.names[row.at].full}. ${words.then}: ${row.then}. ${words.now}: ${row.now}. ${said(words, row)}`;
  }

  const name = (view) => `${view.selection.unit}|${view.selection.week}`;
  function load(view) {
    const known = kept.get(name(view));
    if (known) return known;
    const promise = monitor.ask(`${monitor.base}growth?${new URLSearchParams({ unit: view.selection.unit, week: view.selection.week })}`);
    kept.set(name(view), promise);
    promise.catch(() => kept.delete(name(view)));
    if (kept.size > 30) kept.delete(kept.keys().next().value);
    return promise;
  }

  /* With the first view, as the list of schools is. */
  monitor.first.view.then((view) => { if (view.state === "data" && view.growth && view.growth.available) load(view); }, () => {});

  async function fetched(view) {
    const place = byId("growth-chart");
    try {
      const asked = load(view);
      await monitor.drawn;
      const data = await asked;
      if (shown.view !== view) return;
      shown.data = data;
      bars();
    } catch {
      if (shown.view !== view) return;
      monitor.charts.clear(place);
      place.classList.remove("wait");
      extras(false);
      note(view.growth);
      place.replaceChildren(monitor.trouble(byId("page").dataset.barsFailed, () => { place.replaceChildren(); extras(true); fetched(view); }));
    }
  }

  /* The table and the files are of the bars that are there: those of another week are never handed out as this one's. */
  const extras = (there) => byId("growth").querySelectorAll("details").forEach((node) => { node.hidden = !there; });

  function show(view, panel, what) {
    const head = view.growth;
    byId("growth").hidden = !head;
    if (!head) { shown = { ...shown, view: null, data: null }; return; }
    const choice = `${monitor.selection.growth}|${monitor.selection.bars}`;
    if (what === "state" && shown.choice === choice) return;
    Object.assign(shown, { panel, at: -1, choice });
    if (what !== "view") { if (shown.data) bars(); return; }
    const other = !shown.view || name(shown.view).split("|")[0] !== view.selection.unit;
    if (other) byId("growth-chart").classList.add("wait");
    Object.assign(shown, { view, data: null });
    byId("growth-title").textContent = head.title;
    // The bars of another week stay until the new ones are there, and so does what says of which weeks they are.
    if (other || !head.available) note(head);
    orders(head);
    if (other) legend(head);
    press();
    ["growth-orders", "growth-legend", "growth-chart"].forEach((id) => { byId(id).hidden = !head.available; });
    extras(head.available);
    byId("growth-pages").hidden = true;
    if (!head.available) { monitor.charts.clear(byId("growth-chart")); return; }
    reserve(head.members);
    fetched(view);
  }

  monitor.follow(show);
})();
