/* The map: a static drawing by unit, coloured here. Geometry never travels with values. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, s, badge, sign } = monitor;
  const { html, nothing } = lit;
  const drawings = new Map();
  let shown = { unit: null, root: null, paths: new Map(), labels: new Map(), leads: [] };

  function drawing(unit) {
    if (!drawings.has(unit)) {
      const promise = monitor.ask(`${document.documentElement.dataset.maps}${unit}.svg`, (answer) => answer.text()).then((text) => new DOMParser().parseFromString(text, "image/svg+xml").documentElement);
      promise.catch(() => drawings.delete(unit));
      drawings.set(unit, promise);
    }
    return drawings.get(unit);
  }

  /* By keyboard one goes through the table, or the choice of districts, which say the same in a better order. */
  function label(anchor, unit) {
    const data = anchor.dataset;
    const [x, y] = data.callout ? data.callout.split(",") : [data.x, data.y];
    const node = monitor.link({ class: data.callout ? "mc" : "ml", "data-unit": unit, tabindex: -1, style: `left:${x}%;top:${y}%` }, { unit });
    Object.assign(node.dataset, { room: data.room || 0, x, y });
    return node;
  }

  function build(svg, unit) {
    const root = h("div", { class: "map" });
    const copy = document.importNode(svg, true);
    copy.removeAttribute("role");
    copy.setAttribute("aria-hidden", "true");
    const paths = new Map(), labels = new Map();
    copy.querySelectorAll("path[data-unit]").forEach((path) => {
      if (path.classList.contains("lead")) return;
      path.classList.add("r");
      paths.set(path.dataset.unit, path);
    });
    copy.append(s("path", { class: "cur" }), s("path", { class: "hot" }));
    copy.querySelectorAll(".lead").forEach((lead) => {
      const halo = lead.cloneNode();
      halo.setAttribute("class", "leadh");
      lead.before(halo);
    });
    root.append(copy);
    copy.querySelectorAll(".anchor").forEach((anchor) => {
      const unit = anchor.dataset.unit;
      labels.set(unit, label(anchor, unit));
    });
    labels.forEach((node) => root.append(node));
    listen(root);
    const leads = [...copy.querySelectorAll(".lead")].map((lead) => lead.getAttribute("d").match(/-?[\d.]+/g).map(Number));
    return { unit, root, svg: copy, box: copy.viewBox.baseVal, paths, labels, leads };
  }

  const unitOf = (event) => event.target.closest && event.target.closest("[data-unit]");

  function listen(root) {
    root.addEventListener("click", (event) => {
      const node = unitOf(event);
      if (node && node.tagName !== "A") { monitor.byKeyboard = false; monitor.go({ unit: node.dataset.unit }); }
    });
    root.addEventListener("pointerover", (event) => { const node = unitOf(event); if (node) point(node.dataset.unit, event); });
    root.addEventListener("pointermove", (event) => { if (unitOf(event)) monitor.tip.move(event); });
    root.addEventListener("pointerleave", () => point(null));
    root.addEventListener("pointerout", (event) => { if (!event.relatedTarget || !unitOf({ target: event.relatedTarget })) point(null); });
    root.addEventListener("focusin", (event) => { const node = unitOf(event); if (node) point(node.dataset.unit, null, node); });
    root.addEventListener("focusout", () => point(null));
  }

  /* Point at a unit from the map or from a table row: outline, row, tooltip. */
  function point(unit, event = null, node = null) {
    const path = unit && shown.paths.get(unit);
    if (shown.svg) shown.svg.querySelector(".hot").setAttribute("d", (path && path.getAttribute("d")) || "");
    document.querySelectorAll("tr.hov").forEach((row) => row.classList.remove("hov"));
    if (!unit) { monitor.tip.hide(); return; }
    const row = document.querySelector(`tr[data-unit="${CSS.escape(unit)}"]`);
    if (row) row.classList.add("hov");
    monitor.expect(unit);
    if (event || node) monitor.tip.unit(unit, event, node);
  }

  function write(node, unit, row) {
    const known = monitor.current.units[unit];
    node.hidden = !known;
    if (!known) return;
    const name = known.map;
    const state = row ? row.status : "none";
    const value = row ? row.map || row.score : "—";
    const callout = node.classList.contains("mc");
    if (!callout) node.className = `ml ${state}`;
    lit.render(callout ? html`${badge(state)}${name} <b>${value}</b>` : html`<span class="nm">${name}</span> <span class="v">${state === "bad" ? sign("cross", "bx") : nothing}${value}</span>`, node);
    node.setAttribute("aria-label", [`${name} ${value}`, known.full, ...((row && row.tip) || [])].join(". "));
  }

  const WIDTHS = { name: monitor.measure("540 12px"), large: monitor.measure("620 14px"), small: monitor.measure("620 12px") };
  const width = (text, kind) => WIDTHS[kind](text);

  /* Whether a leader of a callout crosses a box around a label; all in the units of the drawing. */
  function crossed(x, y, halfWidth, halfHeight) {
    return shown.leads.some(([x1, y1, x2, y2]) => {
      for (let step = 0; step <= 1; step += 0.02) {
        if (Math.abs(x1 + (x2 - x1) * step - x) < halfWidth && Math.abs(y1 + (y2 - y1) * step - y) < halfHeight) return true;
      }
      return false;
    });
  }

  const NAMES_FROM = 560, CROSS = 11, SPILL = 10;  // pixels; a name may stand out a little, a value may not

  /* A label that a callout would touch steps aside. */
  const APART = 2;
  function stepAside() {
    const callouts = [], labels = [];
    shown.labels.forEach((node) => { if (!node.hidden) (node.classList.contains("mc") ? callouts : labels).push(node); });
    const boxes = callouts.map((node) => node.getBoundingClientRect());
    const shifts = labels.map((node) => {
      const now = parseFloat(node.style.marginTop) || 0, { left, right, top, bottom } = node.getBoundingClientRect();
      const box = { left, right, top: top - now, bottom: bottom - now };
      const near = boxes.find((other) => other.left < box.right && box.left < other.right && other.top < box.bottom + APART && box.top < other.bottom + APART);
      if (!near) return [now, 0];
      return [now, near.top + near.bottom > box.top + box.bottom ? near.top - box.bottom - APART : near.bottom - box.top + APART];
    });
    labels.forEach((node, index) => {
      const [now, then] = shifts[index];
      if (Math.abs(then - now) > 0.1) node.style.marginTop = then ? `${then}px` : "";
    });
  }

  /* What does not fit into its unit is printed smaller, then without its cross, then not at all; the table and the
     tooltip have it. What a leader runs through gets a ground of its own. */
  function fit() {
    if (!shown.svg) return;
    const view = shown.box, wide = space.width || (space.width = shown.svg.clientWidth), scale = wide / (view.width || 1000);
    shown.labels.forEach((node) => {
      if (node.hidden || !node.classList.contains("ml")) return;
      const room = node.dataset.room * scale, value = node.querySelector(".v").textContent;
      const cross = node.classList.contains("bad") ? CROSS : 0, size = wide >= NAMES_FROM ? "large" : "small";
      const fits = (kind, extra) => width(value, kind) + extra <= room + 2;
      const small = !fits(size, cross), bare = small && !fits("small", cross);
      node.classList.toggle("small", small);
      node.classList.toggle("bare", bare);
      node.classList.toggle("mute", bare && !fits("small", 0));
      node.classList.toggle("tiny", width(node.querySelector(".nm").textContent, "name") > room + SPILL);
      const half = (width(value, small ? "small" : size) + cross) / 2 / scale;
      node.classList.toggle("lined", crossed((node.dataset.x / 100) * view.width, (node.dataset.y / 100) * view.height, half, 8 / scale));
    });
    cancelAnimationFrame(space.frame);
    space.frame = requestAnimationFrame(stepAside);
  }

  /* The pale ones have a dark edge, which no neighbour may cover. */
  const pale = (path) => path.matches(".warn, .none");
  function raise(paths) {
    const last = paths.findLastIndex((path) => !pale(path));
    paths.slice(0, Math.max(0, last)).filter(pale).forEach((path) => path.parentNode.append(path));
  }

  function colour(view, panel, placed = () => {}) {
    const rows = new Map(panel.rows.map((row) => [row.unit, row]));
    shown.paths.forEach((path, unit) => { path.setAttribute("class", `r ${rows.has(unit) ? rows.get(unit).status : "none"}`); });
    raise([...shown.svg.querySelectorAll(".r")]);
    shown.svg.querySelectorAll(".marker").forEach((dot) => { dot.setAttribute("class", `dot marker ${rows.has(dot.dataset.unit) ? rows.get(dot.dataset.unit).status : "none"}`); });
    shown.labels.forEach((node, unit) => { write(node, unit, rows.get(unit)); });
    const current = shown.paths.get(view.selection.unit);
    shown.svg.querySelector(".cur").setAttribute("d", current ? current.getAttribute("d") : "");
    placed();
    fit();
  }

  /* The width of the map, told by the browser: to ask for it would lay out the page in the middle of the work. */
  const space = { width: 0, frame: 0 };
  const sizes = new ResizeObserver((entries) => {
    const { width: wide } = entries[entries.length - 1].contentRect;
    if (Math.round(wide) === Math.round(space.width)) return;
    space.width = wide;
    fit();
  });
  document.fonts.addEventListener("loadingdone", fit);

  /* Draw the view's map into `place`; resolves when it is there. `placed` is called when all of it is in the page, and the browser
     has only to lay it out. */
  async function draw(place, view, panel, placed) {
    if (shown.unit !== view.page.map) {
      const svg = await drawing(view.page.map);
      if (shown.unit) await monitor.breath();
      if (monitor.current !== view) return;
      shown = build(svg, view.page.map);
      sizes.disconnect();
      sizes.observe(shown.root);
    }
    if (shown.root.parentNode !== place) place.replaceChildren(shown.root);
    colour(view, panel, placed);
  }

  /* The drawing is asked for as soon as the view names it, while React is still being read. */
  monitor.first.view.then((view) => view.page.map && drawing(view.page.map)).catch(() => {});

  Object.assign(monitor, { map: { draw, point, drawing, recolour: (view, panel) => shown.svg && colour(view, panel) } });
})();
