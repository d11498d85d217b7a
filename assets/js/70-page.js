/* The page: one view in, all blocks out. Dash calls show() whenever the address changes. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, byId, blocks } = monitor;

  function sheet(view, panel) {
    byId("map-finding").textContent = panel.finding;
    byId("map-unit").textContent = panel.unit_text;
    byId("map-key").replaceChildren(blocks.key(panel));
    byId("schematic").hidden = !view.page.schematic;
    byId("fix").replaceChildren(...[blocks.fix(view, panel)].filter(Boolean));
    byId("ranking").hidden = !view.ranking;
    byId("ranking").replaceChildren(...(view.ranking ? blocks.ranking(view, panel) : []));
    byId("columns").classList.toggle("one", !view.ranking);
    performance.mark("belsendilik:ranking");
  }

  async function drawMap(view, panel, place) {
    try {
      await monitor.map.draw(place, view, panel);
      performance.mark("belsendilik:map");
    } catch {
      place.replaceChildren(monitor.trouble(byId("page").dataset.mapFailed, () => drawMap(view, panel, place)));
    }
  }

  function empty(view) {
    const data = view.empty;
    byId("empty-text").replaceChildren(h("span", { class: "big-ic" }, h("i", { class: "ic i-calendar" })), h("h2", {}, data.title), ...data.paragraphs.map((text) => h("p", {}, text)),
      h("div", { class: "acts" }, data.actions.map((action) => monitor.link({ class: `btn ${action.primary ? "btn-primary" : "btn-quiet"}` }, { week: action.week }, action.label))));
  }

  function paint(view) {
    monitor.current = view;
    const panel = view.panels && view.panels[view.selection.ind];
    blocks.context(view);
    blocks.period(view);
    blocks.notices(view);
    blocks.rail(view);
    blocks.statistics(view);
    blocks.foot(view);
    const data = view.state === "data";
    byId("with-data").hidden = !data;
    byId("without-data").hidden = data;
    if (data) { blocks.band(view, panel); sheet(view, panel); } else empty(view);
    if (view.page.map) monitor.drawn = drawMap(view, panel || { rows: [] }, byId(data ? "map" : "empty-map"));
    monitor.tell(view, panel, "view");
    byId("page").dataset.state = view.state;
  }

  /* Another indicator of the same view: nothing is fetched, nothing else moves. */
  function repaint(view, ind) {
    const panel = view.panels[ind];
    blocks.choose(ind);
    blocks.context(view);
    blocks.notices({ ...view, notices: [] });
    if (view.state !== "data") { empty(view); return; }
    blocks.band(view, panel);
    sheet(view, panel);
    monitor.map.recolour(view, panel);
    monitor.tell(view, panel, "indicator");
  }

  /* The same view and indicator, otherwise sorted, filtered or compared: only what follows that is drawn anew. */
  function restate(view) {
    document.querySelectorAll(".lang a").forEach((node) => { node.search = monitor.search(); });
    monitor.tell(view, view.panels && view.panels[monitor.selection.ind], "state");
  }

  /* The server is gone: the last values stay, a banner says so, and the page asks again by itself, ever more rarely. */
  const UNAVAILABLE = "503", PAUSES = [2, 4, 8, 15, 30];
  let failures = 0, pause = 0;

  function failed(error) {
    const page = byId("page"), place = byId("trouble");
    const text = error && error.message === UNAVAILABLE ? page.dataset.unavailable : page.dataset.failed;
    if (place.dataset.text !== text) {
      place.dataset.text = text;
      place.replaceChildren(h("p", { class: "strip bad", role: "alert" }, text,
        h("button", { type: "button", class: "btn btn-quiet btn-sm", onclick: again }, page.dataset.retry)));
    }
    clearTimeout(pause);
    pause = setTimeout(again, 1000 * PAUSES[Math.min(failures++, PAUSES.length - 1)]);
  }

  function again() {
    clearTimeout(pause);
    if (byId("trouble").firstChild) show(location.search);
  }

  function recovered() {
    failures = 0;
    clearTimeout(pause);
    delete byId("trouble").dataset.text;
    byId("trouble").replaceChildren();
  }
  addEventListener("online", again);

  const knows = (view, ind) => view.indicators.some((item) => item.key === ind);

  const sameView = (wanted) => {
    const now = monitor.selection;
    return monitor.current && (wanted.unit || monitor.republic) === now.unit && wanted.week === now.week && knows(monitor.current, wanted.ind);
  };

  let turn = 0, asked = null;
  async function show(search) {
    if (asked === search) return;
    asked = search;
    const mine = ++turn;
    const wanted = monitor.read(search);
    if (sameView(wanted)) {
      if (byId("trouble").firstChild) recovered();
      const before = monitor.selection.ind;
      monitor.selection = { ...monitor.selection, ...monitor.state(wanted), ind: wanted.ind };
      if (wanted.ind === before) restate(monitor.current);
      else repaint(monitor.current, wanted.ind);
      return;
    }
    document.documentElement.dataset.busy = "";
    try {
      const view = await (monitor.first && monitor.first.search === search ? monitor.first.view : monitor.view(search));
      if (mine !== turn) return;
      const moved = monitor.current && monitor.current.selection.unit !== view.selection.unit;
      const ind = knows(view, wanted.ind) ? wanted.ind : view.selection.ind;
      monitor.selection = { ...monitor.state(wanted), unit: view.selection.unit, week: view.selection.week, ind };
      if (location.search && location.search !== monitor.search()) {
        history.replaceState(history.state, "", monitor.search());
        asked = location.search;
      }
      paint({ ...view, selection: { ...view.selection, ind } });
      recovered();
      if (moved) arrive(search);
      returning = false;
    } catch (error) {
      asked = null;
      if (mine === turn) failed(error);
    } finally {
      monitor.first = null;
      if (mine === turn) delete document.documentElement.dataset.busy;
    }
  }

  /* Where the reader was on each page of the history: Back returns there. */
  const left = new Map();
  let returning = false;
  addEventListener("popstate", () => { returning = true; show(location.search); });

  function remember() {
    const node = document.activeElement, box = node && node.closest("[id]");
    const marked = node && node.closest("[data-unit],[data-ind],[data-week]");
    const [name, value] = marked ? Object.entries({ unit: marked.dataset.unit, ind: marked.dataset.ind, week: marked.dataset.week }).find((pair) => pair[1]) : [];
    const inside = box && marked ? `#${box.id} [data-${name}="${CSS.escape(value)}"]${marked === node ? "" : " a"}` : null;
    left.set(location.search, { node: node && node.id ? `#${node.id}` : inside, y: scrollY });
  }

  /* A new unit: begin at the top, or on the way back where the reader was; whoever works by keyboard hears its name. */
  function arrive(search) {
    const was = returning ? left.get(search) : null;
    const node = was && was.node && document.querySelector(was.node);
    scrollTo(0, was ? was.y : 0);
    if (node) node.focus({ preventScroll: true });
    else if (monitor.byKeyboard || returning) byId("title").focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button[data-week]");
    if (button && button.dataset.week && !button.disabled) monitor.go({ week: button.dataset.week });
  });

  const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  document.addEventListener("keydown", (event) => {
    const here = event.target.closest && event.target.closest("#rail [data-ind]");
    if (!here) return;
    if (event.key === " ") { event.preventDefault(); monitor.go({ ind: here.dataset.ind }); return; }
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...byId("rail").querySelectorAll("[data-ind]")];
    const next = all[(all.indexOf(here) + step + all.length) % all.length];
    next.focus();
    monitor.go({ ind: next.dataset.ind });
  });

  /* Dash calls show() some time after it has laid out the places; the first view need not wait for that. */
  const places = new MutationObserver(() => {
    if (!byId("picker-body")) return;
    places.disconnect();
    show(location.search);
  });
  places.observe(document.body, { childList: true, subtree: true });

  Object.assign(monitor, { remember, show });
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    // Dash may still name the address as it was typed, which the page has put right since.
    belsendilik: { show: (search) => { if ((search || "") === location.search) show(location.search); return window.dash_clientside.no_update; } },
  });
})();
