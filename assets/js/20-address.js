/* The address is the whole state: unit, week, ind, and what is done to the page (cat, growth, pin; the list of schools).
   Views are fetched once and kept. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const views = new Map();
  const KEPT = 60;
  const base = document.documentElement.dataset.base;
  const FIELDS = ["unit", "week", "ind", "cat", "growth", "bars", "pin", "q", "district", "unmet", "order", "page", "school"];
  /* What a field of the page's own state may be; anything else is as if it were not there. */
  const STATE = { cat: /^(high|medium|low)$/, growth: /^(up|down)$/, bars: /^[1-9]\d{0,3}$/, pin: /./, q: /./, district: /./, unmet: /./, order: /./, page: /^[1-9]\d{0,3}$/, school: /./ };
  /* What is said of one unit's schools says nothing of another's. */
  const OF_UNIT = ["cat", "bars", "q", "district", "unmet", "order", "page", "school"];
  /* Another choice begins with its first page: of the schools, of the bars. */
  const TURNS_BACK = { page: ["unit", "week", "ind", "cat", "q", "district", "unmet", "order"], bars: ["unit", "week", "ind", "growth"] };

  const read = (search) => {
    const query = new URLSearchParams(search);
    return Object.fromEntries(FIELDS.map((field) => [field, query.get(field)]));
  };

  const PLAIN = /^[\w.-]*$/;
  const written = (text) => (PLAIN.test(text) ? text : new URLSearchParams({ "": text }).toString().slice(1));

  /* The query string of the shown view with some fields changed. A link always names its week, so that whoever gets
     it sees the same numbers; only a bare address means "the latest". */
  function search(changes = {}) {
    const chosen = { ...monitor.selection, ...changes };
    if (chosen.unit !== monitor.selection.unit) OF_UNIT.filter((field) => !(field in changes)).forEach((field) => { chosen[field] = null; });
    for (const [page, fields] of Object.entries(TURNS_BACK)) if (!(page in changes) && fields.some((field) => field in changes)) chosen[page] = null;
    // Written by hand: a page has hundreds of links, and URLSearchParams is slow.
    return `?${FIELDS.filter((field) => chosen[field]).map((field) => `${field}=${written(chosen[field])}`).join("&")}`;
  }

  /* The page's own state in the fields of an address. */
  const state = (wanted) => Object.fromEntries(Object.entries(STATE).map(([field, form]) => [field, form.test(wanted[field] || "") ? wanted[field] : null]));

  /* Parts that draw themselves: called with the view, its panel, and what has changed: view, indicator or state. To tell them
     is a list of pieces of work. */
  const followers = [];
  const follow = (part) => followers.push(part);
  const tell = (view, panel, what) => followers.map((part) => () => part(view, panel, what));

  /* A region's drawing is asked for together with its view, not after it. */
  function drawAhead(unit) {
    const now = monitor.current;
    if (unit && now && now.page.level === "republic" && now.units[unit]) monitor.map.drawing(unit).catch(() => {});
  }

  /* The page changes its own address. Dash's location follows Back and Forward; nothing of Dash needs to know the others, and
     its bookkeeping would take a tenth of a second on a slow machine. */
  function go(changes, way = "pushState") {
    const next = search(changes);
    drawAhead(changes.unit);
    if (next === location.search) return;
    stirred = false;
    monitor.remember();
    history[way](null, "", next);
    monitor.show(next);
  }

  /* A real link (new tab, copy address) that stays on the page when it is simply clicked. */
  const link = (attributes, changes, ...children) => Object.assign(monitor.h("a", { ...attributes, href: search(changes), onclick: visit }, ...children), { changes });
  function visit(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    const node = event.currentTarget, asks = event.target.closest("[data-how]");
    event.preventDefault();
    if (asks && node.contains(asks)) return;
    monitor.byKeyboard = event.detail === 0;
    go(node.changes);
  }

  const key = (unit, week) => `${unit || ""}|${week || ""}`;

  function keep(view) {
    const promise = Promise.resolve({ ...view, notices: [] });
    views.set(key(view.selection.unit, view.selection.week), promise);
    while (views.size > KEPT) views.delete(views.keys().next().value);
  }

  /* The document preloads the same address: the two must be spelt alike, field by field. */
  function address(fields) {
    const query = new URLSearchParams(FIELDS.filter((field) => fields[field] !== null).map((field) => [field, fields[field]])).toString();
    return `${base}view${query && "?"}${query}`;
  }

  /* Asks the server for something. An answer that breaks off half-way, since its server died or the line was cut, is asked
     for once more, at once: nothing that is asked for here changes anything, and another server may be there already. What
     was refused is refused. An answer may say that the server has lost its database. */
  class Refused extends Error {}
  async function once(where, take, also) {
    const answer = await fetch(where);
    if (answer.headers.get("X-Belsendi-Data") === "stale") {
      monitor.away = true;
      document.dispatchEvent(new Event("belsendilik:away"));
    }
    if (!answer.ok && !also.includes(answer.status)) throw new Refused(String(answer.status));
    return take(answer);
  }
  async function ask(where, take = (answer) => answer.json(), also = []) {
    try {
      return await once(where, take, also);
    } catch (error) {
      if (error instanceof Refused) throw error;
      return once(where, take, also);
    }
  }

  /* Whether the server has its database: asked of what is shown. */
  async function isBack() {
    const answer = await fetch(address(read(location.search)));
    return answer.ok && answer.headers.get("X-Belsendi-Data") === "current";
  }

  /* The view for a query string: from memory, else from the server. */
  function view(query) {
    const wanted = read(query);
    const known = wanted.week && views.get(key(wanted.unit, wanted.week));
    if (known) return known;
    const promise = ask(address(wanted));
    const name = key(wanted.unit, wanted.week);
    views.set(name, promise);
    promise.then(keep, () => views.delete(name));
    if (!wanted.week) promise.finally(() => views.delete(name)).catch(() => {});
    return promise;
  }

  /* Whoever rests on a unit is about to open it; but a page that changes under a hand at rest was not asked for more. */
  const RESTS = 40;  // ms
  let resting = 0, stirred = true;
  addEventListener("pointermove", (event) => { if (event.movementX || event.movementY) stirred = true; }, { capture: true, passive: true });
  addEventListener("keydown", () => { stirred = true; }, true);
  function expect(unit) {
    clearTimeout(resting);
    if (stirred) resting = setTimeout(() => fetchAhead(unit), RESTS);
  }

  /* Between the press and the release of a button lie a hundred milliseconds. */
  function fetchAhead(unit) {
    drawAhead(unit);
    view(search({ unit, ind: null })).catch(() => {});
  }
  document.addEventListener("pointerdown", (event) => {
    const node = event.button === 0 && event.target.closest && event.target.closest("a[data-unit], tr[data-unit] a, path[data-unit]");
    const unit = node && node.closest("[data-unit]").dataset.unit;
    if (unit && monitor.current && unit !== monitor.selection.unit) fetchAhead(unit);
  });

  Object.assign(monitor, { base, read, search, state, follow, tell, go, link, visit, ask, isBack, view, expect, selection: {}, republic: document.documentElement.dataset.republic });
  monitor.first = { search: location.search, view: view(location.search) };
  monitor.first.view.catch(() => {});
})();
