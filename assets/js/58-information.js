/* The information block of a region or district and its filter: region, district, indicator. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, byId } = monitor;

  const choice = (field) => h("label", {}, h("span", {}, field.label), h("select", { class: "form-select form-select-sm", "data-field": field.name, onchange: (event) => choose(field.name, event.target) },
    field.options.map(([value, text]) => h("option", { value, selected: value === field.chosen }, text))));

  /* Whoever walks through a closed list by arrow keys passes units on the way: they are shown when they are kept. */
  let waiting = 0;
  function choose(name, node) {
    clearTimeout(waiting);
    waiting = setTimeout(() => monitor.go({ [name]: node.value }), node.matches(":focus-visible") ? 350 : 0);
  }

  function show(view, panel, what) {
    const place = byId("information"), data = view.information;
    place.hidden = !data;
    if (!data || what === "state") return;
    if (what === "indicator") { place.querySelector("[data-field=ind]").value = monitor.selection.ind; return; }
    const focused = [...place.querySelectorAll("select")].indexOf(document.activeElement);
    place.replaceChildren(h("p", { class: "facts", ...monitor.asked("schools") }, data.facts.map((text) => h("span", {}, text))),
      h("div", { class: "filter", role: "group", "aria-label": data.label }, data.fields.map(choice)));
    place.querySelector("[data-field=ind]").value = monitor.selection.ind;
    if (focused >= 0) place.querySelectorAll("select")[focused].focus();
  }

  monitor.follow(show);
})();
