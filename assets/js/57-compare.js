/* Up to four units side by side over time: pinned in the ranking, kept in the address. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, s, byId } = monitor;
  const { html, live } = lit;
  const { plain } = monitor.charts;
  const MARK = ".", HEIGHT = 280;
  /* Never by colour alone: each line has strokes and points of its own. */
  const LOOKS = [["series-1", "solid", "circle"], ["series-2", "dash", "square"], ["series-3", "dot", "diamond"], ["series-4", "dashdot", "triangle-up"]];
  /* The republic and the region all of them lie in: thin and grey, as everywhere. */
  const ABOVE = { republic: "solid", parent: "dash" };
  const STROKES = { solid: null, dash: "7 4", dot: "2 3", dashdot: "7 3 2 3" };
  const kept = new Map();
  let shown = { view: null, data: null, at: -1 };

  const pins = () => (monitor.selection.pin || "").split(MARK).filter(Boolean);
  const set = (units) => monitor.go({ pin: units.join(MARK) || null });

  function toggle(unit) {
    const now = pins(), words = monitor.current.compare;
    if (now.includes(unit)) set(now.filter((each) => each !== unit));
    else if (now.length < words.limit) set([...now, unit]);
    else byId("compare-said").textContent = words.full;
  }

  /* The button beside a unit's name in the ranking. */
  const button = (unit, name) => html`<button type="button" class="pin" data-pin=${unit} title=${live(monitor.current.compare.pin)} aria-label=${`${monitor.current.compare.pin}: ${name}`} aria-pressed=${live(String(pins().includes(unit)))}></button>`;

  /* A week without data has nothing to compare; the ranking it hides still stands there. */
  function press() {
    const words = monitor.current.compare, now = pins();
    if (!words) return;
    const full = now.length >= words.limit;
    document.querySelectorAll("[data-pin]").forEach((node) => {
      const pressed = now.includes(node.dataset.pin);
      node.setAttribute("aria-pressed", String(pressed));
      node.title = full && !pressed ? words.full : words.pin;
    });
  }

  /* Ends of lines keep apart, so that every name can be read. */
  function ends(items, gap) {
    const order = items.map((item, index) => ({ ...item, index })).sort((a, b) => a.y - b.y);
    order.forEach((item, place) => { if (place) item.y = Math.max(item.y, order[place - 1].y + gap); });
    return order.sort((a, b) => a.index - b.index);
  }

  const known = (line) => line.values.filter((value) => value !== null);
  const end = (line, text, colour) => ({ text, colour, y: known(line).length ? known(line)[known(line).length - 1] : null });

  /* The lines of one indicator as a figure; pure. */
  function figure(data, lines, t, room, height) {
    const x = data.weeks.map((_, index) => index), last = x.length - 1, wide = room > 560, right = wide ? 170 : 20, bottom = 26;
    const values = [...lines.lines, ...lines.references].flatMap(known), low = Math.max(0, Math.min(...values, lines.target) - 3), high = Math.min(100, Math.max(...values, lines.target) + 3);
    const every = Math.ceil(x.length / Math.max(2, Math.floor((room - right - 40) / 62)));
    const ticks = x.filter((index) => (last - index) % every === 0);
    const traces = lines.lines.map((line, index) => {
      const [colour, dash, symbol] = LOOKS[index];
      return { type: "scatter", mode: "lines+markers", x, y: line.values, connectgaps: false, line: { color: t[colour], width: 2.25, dash }, marker: { color: t[colour], symbol, size: 7 },
        hovertemplate: data.weeks.map((week, at) => `<b>${plain(week.span)}</b><br>${plain(data.units[index].full)}: ${line.texts[at]}<extra></extra>`) };
    });
    const above = lines.references.map((line, index) => ({ type: "scatter", mode: "lines", x, y: line.values, connectgaps: false, line: { color: t.compare, width: 1.5, dash: ABOVE[data.references[index].kind] },
      hovertemplate: data.weeks.map((week, at) => `<b>${plain(week.span)}</b><br>${plain(data.references[index].full)}: ${line.texts[at]}<extra></extra>`) }));
    const scale = (height - bottom - 12) / (high - low || 1);
    const labels = !wide ? [] : ends([...lines.lines.map((line, index) => end(line, data.units[index].name, t[LOOKS[index][0]])), ...lines.references.map((line, index) => end(line, data.references[index].name, t["ink-2"]))].filter((item) => item.y !== null), 17 / scale);
    return {
      data: [...traces, ...above],
      layout: {
        margin: { l: 36, r: right, t: 12, b: bottom },
        xaxis: { fixedrange: true, range: [-0.4, last + 0.4], tickmode: "array", tickvals: ticks, ticktext: ticks.map((index) => data.weeks[index].end), tickangle: 0, ticklabeloverflow: "allow", showgrid: false, zeroline: false, tickfont: { size: 12, color: t["ink-2"] } },
        yaxis: { fixedrange: true, range: [low, high], nticks: 5, ticklabeloverflow: "allow", showgrid: true, gridcolor: t.line, zeroline: false, tickfont: { size: 12, color: t["ink-2"] } },
        shapes: [...data.gaps.map((gap) => ({ type: "rect", layer: "below", x0: gap.from - 0.5, x1: gap.to + 0.5, y0: 0, y1: 1, yref: "paper", fillcolor: t.sunken, line: { width: 0 } })),
          { type: "line", x0: 0, x1: 1, xref: "paper", y0: lines.target, y1: lines.target, line: { color: t.target, width: 1.5, dash: "dot" } }],
        annotations: [...labels.map((item) => ({ text: plain(item.text), x: last + 0.4, y: item.y, xanchor: "left", xshift: 4, showarrow: false, font: { size: 13, color: item.colour } })),
          { text: plain(lines.target_text), x: 0, xref: "paper", y: lines.target, xanchor: "left", yanchor: "bottom", showarrow: false, font: { size: 12, color: t["ink-2"] } }],
      },
    };
  }

  function sample([colour, dash, symbol]) {
    const marks = { circle: s("circle", { cx: 14, cy: 6, r: 3.5 }), square: s("rect", { x: 10.5, y: 2.5, width: 7, height: 7 }), diamond: s("path", { d: "M14 1.5 18.5 6 14 10.5 9.5 6z" }), "triangle-up": s("path", { d: "M14 1.5 18.5 10h-9z" }) };
    return s("svg", { width: 28, height: 12, "aria-hidden": "true", style: `color:var(--ds-${colour})` }, s("path", { d: "M0 6h28", stroke: "currentColor", "stroke-width": 2.25, "stroke-dasharray": STROKES[dash] }), s("g", { fill: "currentColor" }, marks[symbol]));
  }

  function chips(data, words) {
    const focused = document.activeElement && document.activeElement.closest("#compare-pins button");
    const place = [...byId("compare-pins").querySelectorAll("button")].indexOf(focused);
    byId("compare-pins").replaceChildren(...data.units.map((unit, index) => h("li", {}, sample(LOOKS[index]), monitor.link({}, { unit: unit.unit }, unit.name),
      h("button", { type: "button", "data-unpin": unit.unit, title: words.remove, "aria-label": `${words.remove}: ${unit.full}`, onclick: () => toggle(unit.unit) }, h("i", { class: "ic i-close", "aria-hidden": "true" })))),
      ...data.references.map(({ kind, name }) => h("li", { class: "meta" }, s("svg", { width: 28, height: 12, "aria-hidden": "true", style: "color:var(--ds-compare)" },
        s("path", { d: "M0 6h28", stroke: "currentColor", "stroke-width": 1.5, "stroke-dasharray": STROKES[ABOVE[kind]] })), name)),
      h("li", { class: "meta" }, data.units.length > 1 ? h("button", { type: "button", class: "howb", onclick: () => set([]) }, words.clear) : words.hint));
    const buttons = byId("compare-pins").querySelectorAll("button");
    if (focused && buttons.length) buttons[Math.min(place, buttons.length - 1)].focus();
  }

  function lines() {
    const { view, data } = shown, words = view.compare, place = byId("compare-chart"), found = data.lines[monitor.selection.ind], panel = view.panels[monitor.selection.ind];
    const gap = (index) => data.gaps.find((each) => index >= each.from && index <= each.to);
    byId("compare-title").textContent = words.title;
    byId("compare-note").textContent = `${panel.title}, ${words.what} · ${data.period}`;
    const units = [...data.units, ...data.references], every = [...found.lines, ...found.references];
    const asked = (at, column) => {
      const week = data.weeks.length - 1 - at;
      return every[column - 1].values[week] === null ? {} : monitor.asked("score", { unit: units[column - 1].unit, week: data.weeks[week].week });
    };
    chips(data, words);
    place.setAttribute("role", "img");
    place.tabIndex = 0;
    place.setAttribute("aria-label", `${words.title}. ${panel.title}. ${units.map((unit, index) => `${unit.full}: ${every[index].texts[data.weeks.length - 1]}`).join("; ")}. ${found.target_text}`);
    monitor.charts.fold(byId("compare-table"), `${words.title}. ${panel.title}`, [words.week, ...units.map((unit) => unit.name)],
      () => data.weeks.map((week, index) => [gap(index) ? `${week.span} (${gap(index).text})` : week.span, ...every.map((line) => line.texts[index])]).reverse(), asked);
    monitor.charts.draw(place, (t, width, height) => figure(data, found, t, width, height), listen);
    monitor.charts.saved.compare = {
      place: () => place, lines: () => [words.title, `${panel.title}, ${words.what}`, data.units.map((unit) => unit.full).join(", ")],
      name: () => [data.units.map((unit) => unit.name).join("-"), panel.title, view.selection.week, "compare"],
      rows: () => [[words.week, ...units.map((unit) => unit.full)], ...data.weeks.map((week, index) => [week.week, ...every.map((line) => line.values[index])])],
    };
  }

  function listen(place, fresh) {
    if (!fresh) return;
    place.onkeydown = keys;
    place.onblur = () => monitor.charts.unhover(place);
  }

  const STEPS = { ArrowRight: 1, ArrowLeft: -1 };
  function keys(event) {
    if (!STEPS[event.key]) return;
    event.preventDefault();
    const { data } = shown, end = data.weeks.length - 1, found = data.lines[monitor.selection.ind];
    shown.at = Math.max(0, Math.min(end, (shown.at < 0 ? end + (event.key === "ArrowLeft" ? 1 : 0) : shown.at) + STEPS[event.key]));
    const points = found.lines.map((line, index) => [line, index]).filter(([line]) => line.values[shown.at] !== null).map(([, index]) => ({ curveNumber: index, pointNumber: shown.at }));
    if (points.length) monitor.charts.hover(byId("compare-chart"), points);
    const gap = data.gaps.find((each) => shown.at >= each.from && shown.at <= each.to);
    byId("compare-said").textContent = `${data.weeks[shown.at].span}. ${gap ? gap.text : data.units.map((unit, index) => `${unit.full}: ${found.lines[index].texts[shown.at]}`).join(". ")}`;
  }

  function load(name, week) {
    const id = `${name}|${week}`;
    if (kept.has(id)) return kept.get(id);
    const promise = monitor.ask(`${monitor.base}compare?${new URLSearchParams({ pin: name, week })}`);
    kept.set(id, promise);
    promise.catch(() => kept.delete(id));
    if (kept.size > 30) kept.delete(kept.keys().next().value);
    return promise;
  }

  /* As the lines are not there, neither are a table and files of them. */
  const extras = (there) => byId("compare").querySelectorAll("details").forEach((node) => { node.hidden = !there; });

  async function fetched(view, name) {
    try {
      const data = await load(name, view.selection.week);
      if (shown.view !== view || shown.name !== name) return;
      if (!data.units || !data.units.length) { byId("compare").hidden = true; return; }
      Object.assign(shown, { data, at: -1 });
      extras(true);
      lines();
    } catch {
      if (shown.view !== view || shown.name !== name) return;
      monitor.charts.clear(byId("compare-chart"));
      extras(false);
      byId("compare-chart").replaceChildren(monitor.trouble(byId("page").dataset.barsFailed, () => { byId("compare-chart").replaceChildren(); fetched(view, name); }));
    }
  }

  function show(view, panel, what) {
    const name = pins().join(MARK), box = byId("compare");
    press();
    const open = Boolean(view.compare && name);
    if (!open && box.contains(document.activeElement)) byId("ranking").querySelectorAll("[data-pin]").forEach((node, index) => { if (!index) node.focus(); });
    box.hidden = !open;
    if (!open) { shown = { view: null, data: null, at: -1, name: "" }; return; }
    byId("compare-chart").style.height = `${HEIGHT}px`;
    if (what === "state" && shown.view === view && shown.name === name) return;
    if (what === "indicator" && shown.data && shown.name === name) { lines(); return; }
    Object.assign(shown, { view, name });
    byId("compare-title").textContent = view.compare.title;
    fetched(view, name);
  }

  document.addEventListener("click", (event) => {
    const node = event.target.closest && event.target.closest("button[data-pin]");
    if (node) monitor.breath().then(() => toggle(node.dataset.pin));
  });

  monitor.follow(show);
  monitor.compare = { button };
})();
