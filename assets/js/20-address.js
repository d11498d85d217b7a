/* The address is the whole state: unit, week, ind. Views are fetched once and kept. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const views = new Map();
  const KEPT = 60;
  const base = document.documentElement.dataset.base;
  const FIELDS = ["unit", "week", "ind"];

  const read = (search) => {
    const query = new URLSearchParams(search);
    return Object.fromEntries(FIELDS.map((field) => [field, query.get(field)]));
  };

  /* The query string of the shown view with some fields changed. A link always names its week, so that whoever gets
     it sees the same numbers; only a bare address means "the latest". */
  function search(changes = {}) {
    const chosen = { ...monitor.selection, ...changes };
    const query = new URLSearchParams();
    for (const field of FIELDS) if (chosen[field]) query.set(field, chosen[field]);
    return `?${query}`;
  }

  /* A region's drawing is asked for together with its view, not after it. */
  function drawAhead(unit) {
    const now = monitor.current;
    if (unit && now && now.page.level === "republic" && now.units[unit]) monitor.map.drawing(unit).catch(() => {});
  }

  function go(changes) {
    const next = search(changes);
    drawAhead(changes.unit);
    if (next === location.search) return;
    monitor.remember();
    window.dash_clientside.set_props("address", { search: next });
  }

  /* A real link (new tab, copy address) that stays on the page when it is simply clicked. */
  function link(attributes, changes, ...children) {
    return monitor.h("a", { ...attributes, href: search(changes), onclick: (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      if (event.target.closest("[data-how]")) return;
      monitor.byKeyboard = event.detail === 0;
      go(changes);
    } }, ...children);
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

  async function ask(fields) {
    const answer = await fetch(address(fields));
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  /* The view for a query string: from memory, else from the server. */
  function view(query) {
    const wanted = read(query);
    const known = wanted.week && views.get(key(wanted.unit, wanted.week));
    if (known) return known;
    const promise = ask(wanted);
    const name = key(wanted.unit, wanted.week);
    views.set(name, promise);
    promise.then(keep, () => views.delete(name));
    if (!wanted.week) promise.finally(() => views.delete(name)).catch(() => {});
    return promise;
  }

  /* Whoever rests on a unit is about to open it. */
  let resting = 0;
  function expect(unit) {
    clearTimeout(resting);
    resting = setTimeout(() => {
      drawAhead(unit);
      view(search({ unit, ind: null })).catch(() => {});
    }, 80);
  }

  Object.assign(monitor, { base, read, search, go, link, view, expect, selection: {}, republic: document.documentElement.dataset.republic });
  monitor.first = { search: location.search, view: view(location.search) };
  monitor.first.view.catch(() => {});
})();
