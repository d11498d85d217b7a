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
    byId("schools").hidden = !view.schools;
    byId("schools").replaceChildren(...(view.schools ? monitor.schools.list(view, panel) : []));
    byId("columns").classList.toggle("one", !view.ranking);
    performance.mark("belsendilik:ranking");
  }

  async function drawMap(view, panel, place) {
    try {
      await monitor.map.draw(place, view, panel);
      performance.mark("belsendilik:map");
    } catch {
      place.replaceChildren(h("p", { class: "alert-b" }, byId("page").dataset.mapFailed));
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
    if (view.page.map) drawMap(view, panel || { rows: [] }, byId(data ? "map" : "empty-map"));
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
  }

  const UNAVAILABLE = "503";

  function failed(error) {
    const page = byId("page");
    const text = error && error.message === UNAVAILABLE ? page.dataset.unavailable : page.dataset.failed;
    byId("trouble").replaceChildren(h("p", { class: "strip bad", role: "alert" }, text,
      h("button", { type: "button", class: "btn btn-quiet btn-sm", onclick: () => show(location.search) }, page.dataset.retry)));
  }

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
      monitor.selection = { ...monitor.selection, ind: wanted.ind };
      repaint(monitor.current, wanted.ind);
      return;
    }
    document.documentElement.dataset.busy = "";
    try {
      const view = await (monitor.first && monitor.first.search === search ? monitor.first.view : monitor.view(search));
      if (mine !== turn) return;
      const moved = monitor.current && monitor.current.selection.unit !== view.selection.unit;
      const ind = knows(view, wanted.ind) ? wanted.ind : view.selection.ind;
      monitor.selection = { unit: view.selection.unit, week: view.selection.week, ind };
      if (location.search && location.search !== monitor.search()) history.replaceState(history.state, "", monitor.search());
      paint({ ...view, selection: { ...view.selection, ind } });
      byId("trouble").replaceChildren();
      if (moved) arrive();
    } catch (error) {
      asked = null;
      if (mine === turn) failed(error);
    } finally {
      monitor.first = null;
      if (mine === turn) delete document.documentElement.dataset.busy;
    }
  }

  /* A new unit: begin at the top; whoever works by keyboard hears its name next. */
  function arrive() {
    scrollTo(0, 0);
    if (monitor.byKeyboard) byId("title").focus({ preventScroll: true });
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

  monitor.failed = failed;
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    belsendilik: { show: (search) => { show(search || ""); return window.dash_clientside.no_update; } },
  });
})();
