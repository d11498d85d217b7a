/* The school list of a district. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, status, change, spark } = monitor;
  const CELLS = { 1: "y", 0: "n", "-": "o" };

  const cells = (row, names) => h("span", { class: "mets7", "aria-hidden": "true" }, [...row.cells].map((cell, index) => h("i", { class: CELLS[cell], title: names[index] })));

  /* Commas stand in the numbers, so that the items are kept apart by semicolons and are never broken. */
  const items = (texts) => (texts.length ? texts.map((text, index) => h("span", { class: "item" }, index < texts.length - 1 ? `${text}; ` : text)) : "—");

  function row(school, value, names) {
    const unmet = school.state === "data" ? items(school.unmet) : school.state_text;
    return h("tr", { "data-school": school.id, class: school.state === "data" ? null : "off" },
      h("td", { class: `name${school.red ? " red" : ""}`, title: school.red ? school.unmet.join("\n") : null }, school.red ? h("span", { class: "vh" }, "× ") : null, school.name),
      h("td", { class: "n sc" }, value.reason ? h("span", { class: "mut", title: value.reason }, "—") : value.value, " ", status(value.status)),
      h("td", { class: "n" }, change(value.change)),
      h("td", { class: "sp" }, spark(value.spark, value.status)),
      h("td", { class: "mets" }, cells(school, names), h("span", { class: "tn" }, school.met)),
      h("td", { class: school.state === "data" && !school.unmet.length ? "unmet met" : "unmet" }, ...[unmet].flat()));
  }

  /* Schools by the value of the chosen indicator, best first; those without a value last. */
  function order(view, panel) {
    const sort = (index) => (panel.schools[index].sort === null ? -1 : panel.schools[index].sort);
    return view.schools.rows.map((school, index) => index).sort((a, b) => sort(b) - sort(a) || a - b);
  }

  function list(view, panel) {
    const head = view.schools.head;
    const columns = [["name", ""], ["value", "n"], ["change", "n"], ["spark", "n sp"], ["met", ""], ["unmet", ""]];
    const table = h("table", { class: "rk sch" }, h("caption", { class: "vh" }, `${view.schools.title}. ${panel.title}`),
      h("thead", {}, h("tr", {}, columns.map(([name, classes]) => h("th", { scope: "col", class: classes, "aria-sort": name === "value" ? "descending" : null },
        name === "value" ? `${panel.title}, %` : head[name])))),
      h("tbody", {}, order(view, panel).map((index) => row(view.schools.rows[index], panel.schools[index], view.schools.seven || []))));
    return [h("div", { class: "pan-h" }, h("h3", {}, view.schools.title), h("span", { class: "meta" }, view.schools.note)), h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": view.schools.title }, table)];
  }

  Object.assign(monitor, { schools: { list } });
})();
