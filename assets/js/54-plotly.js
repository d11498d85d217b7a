/* What all charts share: the library, asked for when the map is in the page; colours; files. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, byId } = monitor;
  const root = document.documentElement;

  /* Work that may wait until the browser has nothing better to do. */
  const idle = (timeout = 300) => new Promise((done) => (window.requestIdleCallback ? requestIdleCallback(done, { timeout }) : setTimeout(done, 20)));

  const SPELL = 4; // ms after which the work pauses: a step of plotly may take much longer than that
  function pauses() {
    let begun = performance.now();
    return () => (performance.now() - begun < SPELL ? null : monitor.breath().then(() => { begun = performance.now(); }));
  }

  const fetched = (fetchpriority) => new Promise((done, failed) => {
    document.head.append(h("script", { src: root.dataset.plotly, fetchpriority, onload: done, onerror: () => failed(new Error("plotly")) }));
  });

  /* The library comes in parts (docs/charts): each is run in its turn, the last gives the whole. */
  async function assemble(priority) {
    if (!window.PlotlyParts) await fetched(priority);
    const rest = pauses();
    let last = null;
    for (const part of window.PlotlyParts) {
      last = part();
      await rest();
    }
    window.Plotly = last;
    return last;
  }

  let loading = null;
  function library(priority = "high") {
    loading = loading || assemble(priority);
    loading.catch(() => { loading = null; });
    return loading;
  }

  /* Whoever looks at the republic will look at a region: the library is there before it is needed. */
  const spare = navigator.connection && navigator.connection.saveData;
  async function foresee(view, panel, what) {
    if (what !== "view" || loading || spare || view.state !== "data") return;
    await monitor.drawn;
    await new Promise((done) => (document.readyState === "complete" ? done() : addEventListener("load", done, { once: true })));
    await idle(5000);
    library("low").catch(() => {});
  }
  if (monitor.follow) monitor.follow(foresee);

  /* Where charts wait for the map, the library is compiled while the browser lays the page out. */
  const expect = () => { if (charts.size) library().catch(() => {}); };

  /* The colours of the theme by name; read anew for every drawing. */
  function tokens() {
    const style = getComputedStyle(root);
    return new Proxy({}, { get: (_, name) => style.getPropertyValue(`--ds-${name}`).trim() });
  }

  /* Plotly reads a little markup in texts: names come from outside. */
  const plain = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  const FONT = '"Inter Variable", Inter, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", Arial, sans-serif';
  const CONFIG = { displayModeBar: false, showTips: false, doubleClick: false, responsive: false };
  const base = (t) => ({
    font: { family: FONT, size: 13, color: t.ink }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", showlegend: false, dragmode: false, hovermode: "closest",
    separators: root.lang === "en" ? ".," : ",\u00a0", margin: { l: 0, r: 0, t: 0, b: 0 },
    hoverlabel: { bgcolor: t.ink, bordercolor: t.ink, font: { family: FONT, size: 13, color: t.surface }, align: "left", namelength: -1 },
  });

  /* What stands in each place now: made again when the theme or the room changes. */
  const charts = new Map();

  /* One chart is drawn at a time, in pieces; what changes meanwhile waits for its turn. */
  let line = Promise.resolve(), painting = null;
  function queue(place) {
    const chart = charts.get(place);
    if (!chart || chart.waiting) return;
    chart.waiting = true;
    line = line.then(() => (chart.seen ? idle() : monitor.breath())).then(() => turn(place));
  }

  /* A chart that is drawn in pieces does not know itself in between: nothing is asked of it then, and a question that plotly
     has put off does not come late. */
  const answers = (place) => painting !== place && Boolean(place._fullLayout && place._fullLayout._hoverlayer);
  const hover = (place, points) => { if (answers(place)) window.Plotly.Fx.hover(place, points); };
  const unhover = (place) => { if (answers(place)) window.Plotly.Fx.unhover(place); };

  async function turn(place) {
    const chart = charts.get(place);
    if (!chart) return;
    chart.waiting = false;
    unhover(place);
    painting = place;
    place.style.pointerEvents = "none";
    try {
      await paint(window.Plotly, place, chart);
    } catch {
      if (charts.get(place) === chart) fail(place, chart);
    } finally {
      painting = null;
      place.style.pointerEvents = "";
      if (!charts.has(place)) purge(place);
    }
  }

  function fail(place, { figure, ready }) {
    clear(place);
    place.classList.remove("wait");
    place.replaceChildren(monitor.trouble(byId("page").dataset.chartFailed, () => { place.replaceChildren(); draw(place, figure, ready); }));
  }

  async function draw(place, figure, ready) {
    const before = charts.get(place), chart = before || { seen: false, waiting: false };
    charts.set(place, Object.assign(chart, { figure, ready }));
    try {
      await monitor.drawn;
      await library();
      queue(place);
    } catch {
      if (charts.get(place) === chart) fail(place, chart);
    }
  }

  async function paint(plotly, place, chart) {
    if (!place.clientWidth) return;
    if (!place.querySelector(":scope > .plot-container")) purge(place);
    const fresh = !place.classList.contains("js-plotly-plot");
    if (fresh) place.replaceChildren();
    chart.width = place.clientWidth;
    const t = tokens(), made = chart.figure(t, place.clientWidth, place.clientHeight);
    place.pause = pauses();
    await plotly.react(place, made.data, { ...base(t), width: place.clientWidth, height: place.clientHeight, ...made.layout }, CONFIG);
    if (charts.get(place) !== chart) return;
    place.querySelectorAll("svg").forEach((svg) => svg.setAttribute("aria-hidden", "true"));
    if (chart.ready) chart.ready(place, fresh);
    if (!chart.seen) { chart.seen = true; performance.mark(`belsendilik:${place.id}`); }
    sizes.observe(place);
  }

  /* What is being drawn is taken away when it is done: plotly does not bear the other. */
  function purge(place) {
    if (!place.classList.contains("js-plotly-plot")) return;
    unhover(place);
    window.Plotly.purge(place);
    place.classList.remove("js-plotly-plot");
    place.querySelectorAll(":scope > .plot-container").forEach((node) => node.remove());
  }

  function clear(place) {
    charts.delete(place);
    if (painting === place) return;
    purge(place);
    place.replaceChildren();
  }

  const again = () => { if (window.Plotly) charts.forEach((_, place) => queue(place)); };
  new MutationObserver(again).observe(root, { attributes: true, attributeFilter: ["data-bs-theme"] });
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    const chart = charts.get(target);
    if (chart && window.Plotly && target.clientWidth && chart.width !== target.clientWidth) queue(target);
  }));

  /* ---- files: the numbers as CSV, the picture as PNG or SVG ---- */
  const BOM = "\ufeff";
  /* A spreadsheet must not take a name for a formula; numbers are never touched. */
  const guarded = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
  function cell(value, decimal) {
    if (value === null || value === undefined) return "";
    if (typeof value === "number") return String(value).replace(".", decimal);
    const text = guarded(value);
    return /["\n\r;,]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  }

  /* Excel reads a CSV by the language of its machine: semicolons go with the decimal comma. */
  function csv(rows) {
    const [mark, decimal] = root.lang === "en" ? [",", "."] : [";", ","];
    return BOM + rows.map((row) => row.map((value) => cell(value, decimal)).join(mark)).join("\r\n") + "\r\n";
  }

  function save(name, content, type) {
    const link = h("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  const fileName = (parts) => parts.map((part) => String(part).replace(/[\\/:*?"<>|\s.,«»]+/g, "-").replace(/^-+|-+$/g, "")).join("_");

  /* A text on as many lines as it needs. A picture is drawn without the page's fonts: others are wider. */
  const WIDER = 1.2;
  let width = null;
  function wrapped(text, room) {
    width = width || monitor.measure("600 13px");
    const found = [""];
    for (const word of String(text).split(" ")) {
      const longer = found.at(-1) ? `${found.at(-1)} ${word}` : word;
      if (width(longer) * WIDER > room && found.at(-1)) found.push(word); else found[found.length - 1] = longer;
    }
    return found;
  }

  /* The picture stands alone: on paper of its own, under what it shows, of whom and when. */
  async function picture(place, [head, ...more], format, name) {
    const t = tokens(), plotly = await library(), room = Math.max(640, place.clientWidth);
    const made = charts.get(place).figure(t, room, place.clientHeight, true);
    const layout = { ...base(t), ...made.layout };
    const bold = wrapped(head, room - 32), lines = [...bold, ...more.flatMap((text) => wrapped(text, room - 32))];
    const top = 26 + 18 * (lines.length - 1), margin = { ...layout.margin, l: layout.margin.l + 16, r: layout.margin.r + 16, t: layout.margin.t + top + 16, b: layout.margin.b + 16 };
    const height = place.clientHeight + top + 32;
    const title = lines.map((text, index) => (index < bold.length ? `<b>${plain(text)}</b>` : plain(text))).join("<br>");
    const annotations = [...(layout.annotations || []), { text: title, xref: "paper", yref: "paper", x: 0, y: 1, xshift: -layout.margin.l, yshift: layout.margin.t + top + 4, xanchor: "left", yanchor: "top", align: "left", showarrow: false, font: { size: 13, color: t.ink } }];
    await plotly.downloadImage({ data: made.data, layout: { ...layout, margin, width: room, height, annotations, paper_bgcolor: t.surface, plot_bgcolor: t.surface } }, { format, width: room, height, scale: format === "png" ? 2 : 1, filename: name });
  }

  /* Who can be saved: name of the chart to {place, rows(), lines(), name()}. */
  const saved = {};
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button[data-file]");
    document.querySelectorAll(".files[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    if (!button) return;
    const chart = saved[button.dataset.chart], format = button.dataset.file, name = fileName(chart.name());
    const menu = button.closest("details");
    menu.open = false;
    menu.querySelector("summary").focus();
    if (format === "csv") save(`${name}.csv`, csv(chart.rows()), "text/csv;charset=utf-8");
    else picture(chart.place(), chart.lines(), format, name).catch(() => chart.place().after(monitor.trouble(byId("page").dataset.chartFailed, (again) => again.target.parentNode.remove())));
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest && event.target.closest(".files[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  /* A table with a chart's numbers, for those who cannot see it and for those who want to read it; `whose` gives by row and
     column which figure a number is (monitor.asked). */
  const table = (caption, head, rows, whose) => h("table", { class: "rk num" }, h("caption", { class: "vh" }, caption),
    h("thead", {}, h("tr", {}, head.map((text, index) => h("th", { scope: "col", class: index ? "n" : null }, text)))),
    h("tbody", {}, rows.map((row, at) => h("tr", {}, row.map((value, index) => (index ? h("td", { class: "n", ...(whose ? whose(at, index) : {}) }, value) : h("th", { scope: "row" }, value)))))));

  /* It is made when somebody unfolds it, or anew while it is unfolded. */
  const folded = new WeakMap();
  function fold(place, make) {
    const box = place.closest("details"), fill = () => place.replaceChildren(folded.get(place)());
    folded.set(place, make);
    if (box.open) fill();
    box.ontoggle = () => { if (box.open) fill(); else place.replaceChildren(); };
  }

  Object.assign(monitor, { charts: { draw, expect, clear, hover, unhover, idle, library, plain, csv, fileName, saved, fold: (place, caption, head, rows, whose) => fold(place, () => table(caption, head, rows(), whose)) } });
})();
