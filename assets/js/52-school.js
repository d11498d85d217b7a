/* Single schools. The dialog of one over the page, open as long as the address names the school; whom to call first. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, status, change, rich, asked, byId, link } = monitor;
  const STRIP = { 1: "y", 0: "n", "-": "o" };

  const of = (figure, card, item) => (item.status === "none" ? {} : asked(figure, { school: card.id, unit: card.unit, ind: item.ind }));
  const row = (card, item) => h("tr", {},
    h("th", { scope: "row" }, item.name),
    h("td", { class: "n sc", ...of("value", card, item) }, item.value, " ", status(item.status)),
    h("td", { class: "n" }, item.target),
    h("td", { class: "n", ...of("value", card, item) }, item.counted),
    h("td", { class: "ct" }, item.category),
    h("td", { class: "n", ...(item.change ? of("change", card, item) : {}) }, change(item.change)),
    h("td", { class: "tr" }, monitor.blocks.trend(item.trend)));

  const report = (id, week) => `${monitor.base}school/${encodeURIComponent(id)}${week ? `?week=${week}` : ""}`;
  const CLASSES = ["", "n", "n", "n", "ct", "n", "tr"];

  function body(card) {
    return [
      h("p", { class: "meta" }, card.place.flatMap(([unit, name], index) => [index ? ", " : null, link({}, { unit, school: null }, name)]), ` · ${card.week}`),
      h("p", { class: "sum" }, status(card.summary.status), " ", h("span", {}, ...rich(card.summary.text)), " ", h("span", { class: "mets7", "aria-hidden": "true" }, [...card.cells].map((cell) => h("i", { class: STRIP[cell] })))),
      card.unmet.length ? h("section", { class: "mend" }, h("h3", {}, card.unmet_title), h("ul", {}, card.unmet.map(([name, value, acts]) => h("li", {}, h("b", {}, name), ` ${value}`, h("span", {}, acts))))) : null,
      h("div", { class: "scroll" }, h("table", { class: "rk one" }, h("caption", { class: "vh" }, card.title),
        h("thead", {}, h("tr", {}, card.head.map((text, index) => h("th", { scope: "col", class: CLASSES[index] || null }, text)))),
        h("tbody", {}, card.rows.map((item) => row(card, item))))),
      h("p", {}, h("a", { href: report(card.id, monitor.selection.week) }, card.report)),
      h("p", { class: "meta" }, card.stamp),
    ].filter(Boolean);
  }

  const shut = () => monitor.current && monitor.current.closed;
  const refused = (dialog) => (shut() ? monitor.closed(shut()) : h("p", {}, dialog.dataset.refused));
  const shown = () => byId("school").dataset.school || "";
  /* All that lies under the dialog is styled anew when it opens and when it closes, and not at the end of the click. */
  const shutDialog = () => { if (byId("school").open) byId("school").close(); };
  const close = () => monitor.breath().then(() => byId("school").open && monitor.apart(shutDialog));

  const taken = async (answer) => ({ status: answer.status, card: answer.ok ? await answer.json() : null, opens: answer.headers.get("X-School-Page") });

  /* What it says comes in a task of its own. */
  let turn = 0;
  async function tell(mine, dialog, title, content) {
    byId("school-title").textContent = title;
    if (!dialog.open) {
      byId("school-body").replaceChildren();
      await monitor.breath();
      if (mine !== turn) return;
      await monitor.apart(() => { if (mine === turn && !dialog.open) dialog.showModal(); });
      if (mine !== turn) return;
      byId("school-close").focus();
    }
    await monitor.inPieces([() => byId("school-body").replaceChildren(...content)], () => mine === turn);
  }

  async function open(id, week) {
    const mine = ++turn, dialog = byId("school");
    dialog.dataset.school = `${id}|${week}`;
    try {
      /* Whoever is not logged in need not ask (G-39). */
      const { status, card, opens } = shut() && shut().why === "login" ? { status: 403 } : await monitor.ask(`${monitor.base}school?${new URLSearchParams({ school: id, week })}`, taken, [403, 404]);
      if (mine !== turn) return;
      /* Whoever may look into the school gets its page (A-58); Back leads to the list again. */
      if (card && opens) { location.replace(report(id, week)); return; }
      await tell(mine, dialog, card ? card.title : id, card ? body(card) : [status === 403 ? refused(dialog) : h("p", {}, dialog.dataset.unknown)]);
    } catch {
      if (mine === turn) await tell(mine, dialog, id, [monitor.trouble(byId("page").dataset.failed, () => open(id, week))]);
    }
  }

  /* Whatever closes it - its button, Esc, a click beside it, Back - the address no longer names the school. */
  function closed() {
    byId("school").dataset.school = "";
    turn++;
    monitor.breath().then(() => { if (monitor.selection.school && !byId("school").open) monitor.go({ school: null }, "replaceState"); });
  }

  function follow(view) {
    const dialog = byId("school"), { school, week } = monitor.selection;
    if (!dialog.dataset.bound) {
      dialog.dataset.bound = "1";
      dialog.addEventListener("close", closed);
      dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("#school-close")) close(); });
    }
    if (!school) close();
    else if (shown() !== `${school}|${week}`) open(school, week);
  }

  monitor.follow(follow);

  /* ---- whom to call first in a region: the schools closest to the target, which come with the list of schools ---- */
  const FIRST = 5;

  const called = (list, [at, now, missing]) => h("tr", { "data-of-unit": list.districts[list.at[at]][0] },
    h("td", { class: "nmx" }, h("button", { type: "button", class: "nmb", "aria-haspopup": "dialog", onclick: () => monitor.go({ school: list.ids[at] }) }, monitor.numbered(list.names[at])), " ", h("span", { class: "mut" }, list.districts[list.at[at]][1])),
    h("td", { class: "n sc", ...asked("met", { school: list.ids[at] }) }, now), h("td", { class: "acts", ...asked("met", { school: list.ids[at] }) }, missing));

  async function call(place, unit, week, ind) {
    try {
      await monitor.drawn;
      const list = await monitor.schoolList(unit, week);
      await monitor.charts.idle(1000);
      const rows = list.closest ? list.closest.rows[ind] : [];
      if (!rows.length || !place.isConnected) { place.remove(); return; }
      place.replaceChildren(h("h4", {}, list.closest.title), h("table", { class: "rk fixt lack" }, h("caption", { class: "vh" }, list.closest.title),
        h("thead", {}, h("tr", {}, list.closest.head.map((text, index) => h("th", { scope: "col", class: index === 1 ? "n" : null }, text)))),
        h("tbody", {}, rows.map((row) => called(list, row)))));
    } catch {
      place.remove();  // the list says that it failed
    }
  }

  /* Their place, as large as they will be: nothing below it jumps. */
  monitor.toCall = (view, panel) => {
    if (view.page.level !== "region" || view.closed) return null;
    const below = panel.distribution.slices.reduce((sum, { cat, count }) => (cat === "high" ? sum : sum + count), 0);
    if (!below) return null;
    const place = h("div", { class: "calls", style: `--rows:${Math.min(FIRST, below)}` });
    call(place, view.selection.unit, view.selection.week, monitor.selection.ind);
    return place;
  };
})();
