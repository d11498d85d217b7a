/* What floats: the tooltip, "how it is computed", the week picker. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, s, mark, status, byId } = monitor;

  /* ---- tooltip: name, value and rank, norm, counts; the same order everywhere ---- */
  const box = () => byId("tip");
  function place(x, y) {
    const node = box(), gap = 14;
    const left = x + gap + node.offsetWidth > innerWidth ? x - gap - node.offsetWidth : x + gap;
    const top = y + gap + node.offsetHeight > innerHeight ? y - gap - node.offsetHeight : y + gap;
    node.style.transform = `translate(${Math.max(4, left)}px,${Math.max(4, top)}px)`;
  }
  function unit(id, event, node) {
    const view = monitor.current;
    const panel = view.panels[monitor.selection.ind];
    const row = panel && panel.rows.find((item) => item.unit === id);
    if (!view.units[id]) return;
    box().replaceChildren(h("b", {}, view.units[id].full), ...((row && row.tip) || []).map((text, index) => h("span", { class: "ln" }, index ? null : status(row.status), text)));
    box().hidden = false;
    if (event) place(event.clientX, event.clientY);
    else { const rect = node.getBoundingClientRect(); place(rect.right - 10, rect.bottom - 10); }
  }
  const hide = () => { box().hidden = true; };

  /* ---- dialogs ---- */
  let opener = null;
  function open(dialog, button) {
    opener = button;
    const rect = button.getBoundingClientRect();
    dialog.hidden = false;
    const left = Math.min(rect.left, innerWidth - dialog.offsetWidth - 12);
    dialog.style.left = `${Math.max(8, left) + scrollX}px`;
    dialog.style.top = `${rect.bottom + 6 + scrollY}px`;
    button.setAttribute("aria-expanded", "true");
    dialog.scrollIntoView({ block: "nearest" });
  }
  function close(dialog) {
    if (dialog.hidden) return;
    dialog.hidden = true;
    if (!opener) return;
    opener.setAttribute("aria-expanded", "false");
    if (dialog.contains(document.activeElement) || document.activeElement === document.body) opener.focus();
    opener = null;
  }

  /* ---- how it is computed ---- */
  function explain(button) {
    const panel = monitor.current.panels[monitor.selection.ind], how = panel.how, dialog = byId("how");
    byId("how-title").textContent = panel.title;
    const fraction = how.numerator ? h("div", { class: "frac" }, h("div", { class: "f" },
      h("span", {}, `${how.numerator.value} ${how.numerator.text}`), h("span", {}, `${how.denominator.value} ${how.denominator.text}`)), h("span", { class: "r" }, how.result)) : null;
    byId("how-body").replaceChildren(...[h("p", {}, how.definition), fraction, how.rule ? h("p", {}, how.rule) : null,
      h("dl", {}, how.facts.flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)]))].filter(Boolean));
    open(dialog, button);
    byId("how-close").focus();
  }

  /* ---- week picker: rows are weeks ---- */
  let weeks = null, month = 0;
  const load = () => fetch(`${monitor.base}weeks`).then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); });

  function weekRow(week) {
    const chosen = week.week === monitor.selection.week;
    const classes = [chosen ? "sel" : "", week.state === "holiday" ? "hol" : "", week.state === "future" ? "fut" : "", week.state === "missing" ? "mis" : ""].join(" ").trim();
    const open = week.state !== "future";
    return h("tr", { class: classes, "data-week": open ? week.week : null, tabindex: open ? (chosen ? 0 : -1) : null, role: open ? "button" : null,
      "aria-label": week.label, "aria-pressed": open ? String(chosen) : null, "aria-disabled": open ? null : "true", title: week.hint || null },
      h("td", { class: "wkn" }, String(week.number)),
      week.days.map((day) => h("td", { class: [day.today ? "today" : "", day.outside ? "out" : ""].join(" ").trim() || null }, h("span", {}, String(day.day)))));
  }

  function drawMonth() {
    const data = weeks.months[month];
    byId("picker-month").textContent = data.label;
    byId("picker-earlier").disabled = month === 0;
    byId("picker-later").disabled = month === weeks.months.length - 1;
    byId("picker-body").replaceChildren(h("table", { role: "presentation" }, h("thead", {}, h("tr", {}, weeks.head.map((text) => h("th", {}, text)))), h("tbody", {}, data.weeks.map(weekRow))));
    const rows = byId("picker-body").querySelectorAll("tr[data-week]");
    if (rows.length && !byId("picker-body").querySelector("tr[tabindex='0']")) rows[rows.length - 1].tabIndex = 0;
  }

  function turn(by) {
    month = Math.max(0, Math.min(weeks.months.length - 1, month + by));
    drawMonth();
  }

  async function pick(button) {
    const dialog = byId("picker");
    if (!dialog.hidden) { close(dialog); return; }
    weeks = await load();
    const found = weeks.months.findLastIndex((item) => item.weeks.some((week) => week.week === monitor.selection.week));
    month = found < 0 ? weeks.months.length - 1 : found;
    drawMonth();
    open(dialog, button);
    const row = dialog.querySelector("tr[tabindex='0']");
    if (row) row.focus();
  }

  function choose(row) {
    close(byId("picker"));
    monitor.go({ week: row.dataset.week });
  }

  const KEYS = { ArrowUp: -1, ArrowDown: 1 };
  function keys(event) {
    const row = event.target.closest("tr[data-week]");
    if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      turn(event.key === "PageUp" ? -1 : 1);
      const first = byId("picker").querySelector("tr[tabindex='0']");
      if (first) first.focus();
    } else if (row && KEYS[event.key]) {
      event.preventDefault();
      const rows = [...byId("picker-body").querySelectorAll("tr[data-week]")];
      const next = rows[rows.indexOf(row) + KEYS[event.key]];
      if (next) { row.tabIndex = -1; next.tabIndex = 0; next.focus(); }
    } else if (row && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      choose(row);
    }
  }

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest && event.target.closest(selector);
    if (at("#week")) pick(at("#week")).catch(monitor.failed);
    else if (at("#how-open")) explain(at("#how-open"));
    else if (at("#how-close")) close(byId("how"));
    else if (at("#picker-earlier")) turn(-1);
    else if (at("#picker-later")) turn(1);
    else if (at("#picker tr[data-week]")) choose(at("#picker tr[data-week]"));
    else if (!at("#picker") && !at("#how")) { ["picker", "how"].forEach((id) => byId(id) && close(byId(id))); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { hide(); ["picker", "how"].forEach((id) => byId(id) && close(byId(id))); }
    else if (byId("picker") && byId("picker").contains(event.target)) keys(event);
  });

  Object.assign(monitor, { tip: { unit, hide, move: (event) => !box().hidden && place(event.clientX, event.clientY) } });
})();
