/* The page of a report works without this file; with it lists follow one another, charts are drawn, paper has all rows. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, byId } = monitor;
  const form = byId("form");

  /* ---- region -> district -> school: a wider choice makes the narrower lists anew, and forgets what was chosen there ---- */
  const ORDER = ["org", "region", "district", "school"];
  const NARROWER = (name) => ORDER.slice(ORDER.indexOf(name) + 1);

  function address(changed) {
    const fields = new URLSearchParams(new FormData(form));
    NARROWER(changed.name).forEach((name) => fields.delete(name));
    fields.delete("show");
    return `${form.action}?${fields}`;
  }

  let turn = 0;
  async function follow(changed) {
    const mine = ++turn;
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address(changed), { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("selectors");
      if (mine !== turn) return;
      const focused = document.activeElement && document.activeElement.id;
      byId("selectors").replaceWith(document.adoptNode(fresh));
      if (focused && byId(focused)) byId(focused).focus();
    } catch {
      /* The lists stay as they are; "Show" asks the server, which knows what goes with what. */
    } finally {
      if (mine === turn) form.removeAttribute("aria-busy");
    }
  }

  if (form) {
    form.addEventListener("change", (event) => { if (event.target.matches("select[data-cascades]")) follow(event.target); });
    form.querySelectorAll(".chk-b").forEach((box) => { box.hidden = false; });
    form.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-tick]");
      if (!button) return;
      button.closest("fieldset").querySelectorAll("input[type=checkbox]").forEach((box) => { box.checked = button.dataset.tick === "all"; });
    });
  }

  /* ---- paper: all rows, then the browser's dialog ---- */
  const print = byId("print");
  if (print) {
    const whole = () => new URL(location.href).searchParams.get("page") === "all" || !document.querySelector(".lst-p");
    print.addEventListener("click", (event) => {
      if (whole()) { event.preventDefault(); window.print(); } else print.hash = "print";
    });
    if (location.hash === "#print") addEventListener("load", () => { history.replaceState(null, "", location.pathname + location.search); window.print(); });
    addEventListener("beforeprint", () => { byId("about").open = true; });
  }

  /* ---- bars, stacked; every colour has a pattern of its own, and the table has the same numbers ---- */
  const SHADES = ["base", "good", "warn", "bad", "accent", "none-edge", "ink-3", "good-edge", "warn-edge"];
  const PATTERNS = ["", "/", "", "\\", "x", ".", "-", "|", "+"];
  const BAR = 26, AXIS = 70;
  const place = byId("chart");
  if (place && monitor.charts) {
    const chart = JSON.parse(place.dataset.chart);
    place.style.height = `${AXIS + BAR * chart.labels.length + 40}px`;
    const figure = (t) => ({
      data: chart.series.map((one, index) => ({
        type: "bar", orientation: "h", name: monitor.charts.plain(one.name), y: chart.labels.map((_, at) => at), x: one.values,
        marker: { color: t[SHADES[index % SHADES.length]], line: { color: t.surface, width: 1 }, pattern: { shape: PATTERNS[index % PATTERNS.length], bgcolor: t[SHADES[index % SHADES.length]], fgcolor: t.surface, size: 6, solidity: 0.25 } },
        customdata: chart.labels.map(monitor.charts.plain), hovertemplate: `%{customdata}<br>${monitor.charts.plain(one.name)}: %{x}<extra></extra>`,
      })),
      layout: {
        barmode: "stack", showlegend: true, legend: { orientation: "h", x: 0, y: 0, yref: "container", yanchor: "bottom", font: { size: 12 }, traceorder: "normal" },
        margin: { l: 8, r: 8, t: 4, b: AXIS }, bargap: 0.25,
        xaxis: { showgrid: true, gridcolor: t.line, zeroline: true, zerolinecolor: t.ink, rangemode: "tozero", fixedrange: true },
        yaxis: { autorange: "reversed", automargin: true, tickvals: chart.labels.map((_, at) => at), ticktext: chart.labels.map(monitor.charts.plain), fixedrange: true },
      },
    });
    monitor.drawn = Promise.resolve();
    monitor.charts.draw(place, figure);
  }
})();
