/* The page: one view in, all blocks out. Dash calls show() whenever the address changes. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, byId, blocks } = monitor;

  /* The sheet in pieces: what was asked for is painted first, what follows from it after that. */
  const sheet = (view, panel) => [
    () => {
      byId("map-finding").textContent = panel.finding;
      byId("map-unit").textContent = panel.unit_text;
      byId("map-key").replaceChildren(blocks.key(panel));
      byId("schematic").hidden = !view.page.schematic;
      byId("columns").classList.toggle("one", !view.ranking);
    },
    () => {
      byId("ranking").hidden = !view.ranking;
      blocks.ranking(view, panel);
      performance.mark("belsendilik:ranking");
    },
  ];
  const rest = (view, panel) => [
    monitor.PAINT,
    () => byId("fix").replaceChildren(...[blocks.fix(view, panel)].filter(Boolean)),
  ];

  async function drawMap(view, panel, place) {
    try {
      await monitor.map.draw(place, view, panel, monitor.charts.expect);
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

  /* What the page shows as a whole: a view, its indicator. Work that was broken off leaves them as they were. */
  let done = { view: null, ind: null }, first = true;

  async function perform(view, ind, pieces, wanted) {
    document.documentElement.dataset.drawing = "";
    // The first view appears as a whole: nothing is to jump, and there is nothing yet that one could use meanwhile.
    const whole = first ? !pieces.forEach((piece) => piece()) : await monitor.inPieces(pieces, wanted);
    first = false;
    if (whole) {
      done = { view, ind };
      delete document.documentElement.dataset.drawing;
    }
    return whole;
  }

  function paint(view, wanted, moved) {
    monitor.current = view;
    done = { view: null, ind: null };
    const ind = monitor.selection.ind, panel = view.panels && view.panels[ind], data = view.state === "data";
    const map = () => {
      if (!view.page.map) return;
      const place = byId(data ? "map" : "empty-map");
      place.style.aspectRatio = view.page.map_ratio || "auto";  // its room is kept until it comes
      monitor.drawn = drawMap(view, panel || { rows: [] }, place);
    };
    return perform(view, ind, [
      () => {
        delete document.documentElement.dataset.busy;  // the answer is there
        if (moved) leave();
        blocks.context(view);
        blocks.period(view);
        blocks.notices(view);
        byId("with-data").hidden = !data;
        byId("without-data").hidden = data;
        if (!data) empty(view);
      },
      () => { if (data) blocks.band(view, panel); },
      map,
      () => blocks.rail(view),
      ...(data ? [...sheet(view, panel), ...rest(view, panel)] : []),
      ...monitor.tell(view, panel, "view"),
      () => { blocks.statistics(view); blocks.foot(view); byId("page").dataset.state = view.state; },
    ], wanted);
  }

  /* Another indicator of the same view: nothing is fetched, nothing else moves. */
  function repaint(view, ind, wanted) {
    const panel = view.panels[ind];
    const rail = () => blocks.rail(view), head = () => { blocks.context(view); blocks.notices({ ...view, notices: [] }); };
    if (view.state !== "data") return perform(view, ind, [rail, head, () => empty(view)], wanted);
    return perform(view, ind, [rail, () => blocks.band(view, panel), ...sheet(view, panel), () => { monitor.map.recolour(view, panel); performance.mark("belsendilik:map"); },
      ...rest(view, panel), head, ...monitor.tell(view, panel, "indicator")], wanted);
  }

  /* The same view and indicator, otherwise sorted, filtered or compared: only what follows that is drawn anew. */
  function restate(view) {
    document.querySelectorAll(".lang a").forEach((node) => { node.search = monitor.search(); });
    blocks.rail(view);
    monitor.tell(view, view.panels && view.panels[monitor.selection.ind], "state").forEach((piece) => piece());
  }

  /* Another choice inside the shown view; what an earlier one left undone is done with it. */
  function choose(wanted, current) {
    settled();
    delete document.documentElement.dataset.busy;
    monitor.selection = { ...monitor.selection, ...monitor.state(wanted), ind: wanted.ind };
    const view = monitor.current;
    if (done.view !== view) return paint(view, current, false);
    return done.ind === wanted.ind ? restate(view) : repaint(view, wanted.ind, current);
  }

  /* The server is gone, or its database: the last values stay, a banner says so, and the page asks again by itself, ever
     more rarely. */
  const UNAVAILABLE = "503", PAUSES = [2, 4, 8, 15, 30];
  let failures = 0, pause = 0, next = null;
  const again = () => { clearTimeout(pause); if (next) next(); };

  function told(kind, text, then) {
    const place = byId("trouble");
    next = then;
    document.documentElement.dataset.trouble = "";
    if (place.dataset.text !== text) {
      place.dataset.text = text;
      place.replaceChildren(h("p", { class: `strip ${kind}`, role: "alert" }, text,
        h("button", { type: "button", class: "btn btn-quiet btn-sm", onclick: again }, byId("page").dataset.retry)));
    }
    clearTimeout(pause);
    pause = setTimeout(again, 1000 * PAUSES[Math.min(failures++, PAUSES.length - 1)]);
  }

  function failed(error) {
    if (!byId("page")) return;  // not laid out yet, or being left
    const { unavailable, failed: gone, firstUnavailable, firstFailed } = byId("page").dataset, known = error && error.message === UNAVAILABLE;
    if (!monitor.current) byId("with-data").hidden = true;  // places without anything in them
    const text = monitor.current ? (known ? unavailable : gone) : (known ? firstUnavailable : firstFailed);
    told("bad", text, () => show(location.search));
  }

  /* Whoever reads is told at once that nothing new can come. */
  async function reach() {
    if (await monitor.isBack().catch(() => false)) { if (next === reach) recovered(); } else if (next === reach) unplugged();
  }
  const unplugged = () => told("bad", byId("page").dataset.offline, reach);
  addEventListener("offline", () => { if (monitor.current && !next && byId("trouble")) unplugged(); });

  /* Without its database the server hands out what it has made before. */
  const stale = () => told("warn", byId("page").dataset.stale, look);
  async function look() {
    if (!await monitor.isBack().catch(() => false)) { if (next === look) stale(); return; }
    monitor.away = false;
    if (next !== look) return;
    recovered();
    document.querySelectorAll(".alert-b button").forEach((button) => button.click());  // blocks that failed meanwhile
  }
  document.addEventListener("belsendilik:away", () => { if (!next && byId("trouble")) stale(); });

  function recovered() {
    failures = 0;
    next = null;
    clearTimeout(pause);
    delete document.documentElement.dataset.trouble;
    delete byId("trouble").dataset.text;
    byId("trouble").replaceChildren();
  }

  /* What was asked for is there. */
  function settled() {
    if (monitor.away) stale(); else if (next) recovered();
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
    const current = () => mine === turn;
    if (sameView(wanted)) { choose(wanted, current); return; }
    document.documentElement.dataset.busy = "";
    try {
      const view = await (monitor.first && monitor.first.search === search ? monitor.first.view : monitor.view(search));
      if (mine !== turn) return;
      const moved = monitor.current && monitor.current.selection.unit !== view.selection.unit;
      const ind = knows(view, wanted.ind) ? wanted.ind : view.selection.ind;
      monitor.selection = { ...monitor.state(wanted), unit: view.selection.unit, week: view.selection.week, ind };
      if (location.search && location.search !== monitor.search()) {
        history.replaceState(history.state, "", monitor.search() + location.hash);
        asked = location.search;
      }
      settled();
      if (!await paint({ ...view, selection: { ...view.selection, ind } }, current, moved)) return;
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

  /* Rows are written over: nothing of the unit that is left stays pointed at or in the focus. */
  function leave() {
    if (!returning) scrollTo(0, 0);
    monitor.map.point(null);
    if (byId("ranking").contains(document.activeElement)) document.activeElement.blur();
  }

  /* A new unit: begin at the top, or on the way back where the reader was; whoever works by keyboard hears its name. */
  function arrive(search) {
    const was = returning ? left.get(search) : null;
    const node = was && was.node && document.querySelector(was.node);
    if (was) scrollTo(0, was.y);
    if (node) node.focus({ preventScroll: true });
    else if (monitor.byKeyboard || returning) byId("title").focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button[data-week]");
    if (button && button.dataset.week && !button.disabled) monitor.go({ week: button.dataset.week });
  });

  /* The login leads back to what is shown. */
  document.addEventListener("click", (event) => {
    const login = event.target.closest && event.target.closest("#login");
    if (login) login.search = `?${new URLSearchParams({ next: location.pathname + location.search })}`;
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
