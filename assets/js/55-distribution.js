/* The distribution of a unit's schools: a pie, and beside it the same as buttons that choose whom the list shows. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, byId, status } = monitor;
  /* Never by colour alone: each category has a pattern of its own. */
  const LOOKS = { good: ["good", "", "good-edge"], warn: ["warn", "/", "warn-hatch"], bad: ["bad", "x", "bad-edge"] };

  /* A panel's distribution as a figure; pure. `alone`: as a picture, apart from the page. */
  function figure(data, chosen, t, alone) {
    const slices = data.slices.filter((slice) => slice.count);
    const looks = slices.map((slice) => LOOKS[slice.status]);
    return {
      data: [{
        type: "pie", hole: 0.62, sort: false, direction: "clockwise", automargin: false, textinfo: "none", domain: { x: [0.02, 0.98], y: [0.02, 0.98] },
        values: slices.map((slice) => slice.count), labels: slices.map((slice) => monitor.charts.plain(slice.name)), customdata: slices.map((slice) => slice.cat),
        hovertext: slices.map((slice) => `${monitor.charts.plain(slice.hint)}<br>${monitor.charts.plain(slice.range)}`), hovertemplate: "%{hovertext}<extra></extra>",
        pull: slices.map((slice) => (slice.cat === chosen ? 0.06 : 0)),
        marker: { colors: looks.map(([fill]) => t[fill]), line: { color: slices.map((slice) => (slice.cat === chosen ? t.ink : t.surface)), width: slices.map((slice) => (slice.cat === chosen ? 2 : 1.5)) },
          pattern: { shape: looks.map(([, shape]) => shape), bgcolor: looks.map(([fill]) => t[fill]), fgcolor: looks.map(([, , pen]) => t[pen]), size: 7, solidity: 0.22 } },
      }],
      // On the page the style sheet writes what stands in the middle; a picture has to bring it.
      layout: { annotations: alone ? [{ text: `<b>${monitor.charts.plain(data.total)}</b>`, x: 0.5, y: 0.5, yshift: 8, showarrow: false, font: { size: 24, color: t.ink } },
        { text: monitor.charts.plain(data.unit), x: 0.5, y: 0.5, yshift: -14, showarrow: false, font: { size: 12, color: t["ink-2"] } }] : [] },
    };
  }

  const chosen = () => monitor.selection.cat;
  const choose = (cat) => monitor.breath().then(() => monitor.go({ cat: cat === chosen() ? null : cat }));

  function row(slice) {
    return h("li", {}, h("button", { type: "button", "data-cat": slice.cat, "aria-pressed": String(slice.cat === chosen()), onclick: () => choose(slice.cat) },
      status(slice.status), h("span", { class: "nm" }, slice.name, h("small", {}, slice.range)), h("b", {}, slice.text), h("span", { class: "sh" }, slice.share)));
  }

  function legend(head, data) {
    byId("distribution-legend").replaceChildren(h("ul", { "aria-label": head.filter }, data.slices.map(row)),
      ...[data.silent ? h("p", { class: "meta" }, data.silent) : null, ...data.above.map((text) => h("p", { class: "meta" }, text)), h("button", { type: "button", class: "howb", "data-cat": "", onclick: () => choose(chosen()) }, head.all)].filter(Boolean));
    press();
  }

  function press() {
    byId("distribution-legend").querySelectorAll("[data-cat]").forEach((button) => {
      if (button.dataset.cat) button.setAttribute("aria-pressed", String(button.dataset.cat === chosen()));
      else button.style.visibility = chosen() ? "" : "hidden";
    });
  }

  const listen = (place, fresh) => { if (fresh) place.on("plotly_click", (event) => choose([event.points[0].customdata].flat()[0])); };

  /* Where the map stands: first on the republic's page, in a full report below what it is the picture of. */
  function arrange(full) {
    const columns = byId("columns"), map = byId("map-pan");
    if (columns.classList.contains("full") === full) return;
    columns.classList.toggle("full", full);
    if (full) byId("ranking").after(map); else byId("fix").before(map);
  }

  function show(view, panel, what) {
    if (view.state === "data") arrange(Boolean(view.distribution));
    const box = byId("distribution"), place = byId("distribution-chart"), head = view.distribution;
    box.hidden = !head;
    if (!head) return;
    const data = panel.distribution;
    if (what !== "state") {
      byId("distribution-title").textContent = head.title;
      byId("distribution-note").textContent = `${panel.title} · ${head.note}`;
      legend(head, data);
      monitor.charts.fold(byId("distribution-table"), `${head.title}. ${panel.title}`, head.head, () => data.slices.map((slice) => [slice.name, slice.text, slice.share]), () => monitor.asked("counts"));
    } else press();
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", `${head.title}. ${panel.title}. ${data.label}`);
    Object.assign(place.dataset, { total: data.total, of: data.unit });
    monitor.charts.draw(place, (t, wide, high, alone) => figure(data, chosen(), t, alone), listen);
    monitor.charts.saved.distribution = {
      place: () => place, lines: () => [head.title, `${view.page.title} · ${panel.title}`, view.period.label],
      name: () => [view.page.title, panel.title, view.selection.week, "distribution"],
      rows: () => [head.head, ...data.slices.map((slice) => [slice.name, slice.count, slice.share])],
    };
  }

  monitor.follow(show);
})();
