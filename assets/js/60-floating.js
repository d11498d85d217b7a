/* What floats: the tooltip, "how it is computed", the week picker. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, status, byId } = monitor;

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
  const hide = () => { if (box()) box().hidden = true; };

  /* A name and lines under it, at the pointer or beside an element. */
  function text(title, lines, event, node) {
    box().replaceChildren(h("b", {}, title), ...lines.map((one) => h("span", { class: "ln" }, one)));
    box().hidden = false;
    const rect = node.getBoundingClientRect();
    if (event) place(event.clientX, event.clientY);
    else place(rect.left, rect.bottom - 8);
  }

  /* ---- dialogs ---- */
  /* Under what was asked about, else over it, else beside it: the page stays where it is, unless the dialog is higher than the window. */
  const GAP = 6, EDGE = 8;
  function room({ left, right, top, bottom }, width, height) {
    const within = Math.max(EDGE, Math.min(left, innerWidth - width - 12));
    if (bottom + GAP + height + EDGE <= innerHeight || height + 2 * EDGE > innerHeight) return { left: within, top: bottom + GAP };
    if (top - GAP - height >= EDGE) return { left: within, top: top - GAP - height };
    const beside = [right + GAP, left - GAP - width].find((x) => x >= EDGE && x + width + EDGE <= innerWidth);
    return { left: beside === undefined ? within : beside, top: innerHeight - height - EDGE };
  }

  let opener = null;
  function open(dialog, button) {
    opener = button;
    const rect = button.getBoundingClientRect();
    dialog.hidden = false;
    const { left, top } = room(rect, dialog.offsetWidth, dialog.offsetHeight);
    dialog.style.left = `${left + scrollX}px`;
    dialog.style.top = `${top + scrollY}px`;
    if (button.tagName === "BUTTON") button.setAttribute("aria-expanded", "true");
    dialog.scrollIntoView({ block: "nearest" });
  }
  function close(dialog) {
    if (dialog.hidden) return;
    dialog.hidden = true;
    // What it was opened by may be gone: rows are written over.
    if (!opener || !opener.isConnected) { opener = null; return; }
    if (opener.tagName === "BUTTON") opener.setAttribute("aria-expanded", "false");
    const back = opener.closest("button, a") || opener.parentNode.querySelector("button, a");
    if (back && (dialog.contains(document.activeElement) || document.activeElement === document.body)) back.focus();
    opener = null;
  }

  /* ---- how it is computed ---- */
  const part = (side) => h("span", {}, `${side.value} ${side.text}`);
  const fraction = (item) => h("div", { class: "frac" }, item.caption ? h("span", { class: "meta" }, item.caption) : null,
    h("div", { class: "f" }, part(item.numerator), part(item.denominator)), h("span", { class: "r" }, item.result));

  /* One explanation: what is meant, the fraction, the rule, the facts, and the way to the others of the same unit. */
  function tell(how, question) {
    byId("how-title").textContent = how.title;
    byId("how-body").replaceChildren(...[h("p", { class: "meta" }, how.subject), h("p", {}, how.definition), ...how.fractions.map(fraction),
      how.rule ? h("p", {}, how.rule) : null,
      h("dl", {}, how.facts.flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)])),
      how.others.length > 1 ? h("nav", { class: "others", "aria-label": how.more }, how.others.map((other) => h("button", { type: "button",
        "aria-current": other.of === how.of ? "true" : null, onclick: () => ask({ ...question, of: other.of }) }, other.text))) : null].filter(Boolean));
  }

  /* What an element asks about: the unit, school and indicator it or its row names, else those of the page. */
  function questionOf(node) {
    const whose = (name) => { const named = node.closest(`[data-of-${name}]`); return named && named.getAttribute(`data-of-${name}`); };
    const { unit, week, ind } = monitor.selection, school = whose("school");
    const question = { unit: whose("unit") || unit, week: whose("week") || week, ind: whose("ind") || ind, of: node.dataset.how || "value" };
    return school ? { ...question, school } : question;
  }

  let questions = 0;
  async function ask(question) {
    const mine = ++questions;
    try {
      const how = await monitor.ask(`${monitor.base}how?${new URLSearchParams(question)}`);
      if (mine !== questions) return;
      const within = byId("how").contains(document.activeElement) && document.activeElement.closest(".others");
      tell(how, question);
      if (within) byId("how-body").querySelector("[aria-current]").focus();
    } catch {
      if (mine === questions) byId("how-body").replaceChildren(monitor.trouble(byId("page").dataset.failed, () => ask(question)));
    }
  }

  async function explain(node, question = questionOf(node)) {
    const dialog = byId("how"), again = !dialog.hidden;
    if (again && dialog.contains(node)) return;
    if (again) close(dialog);
    byId("how-title").textContent = byId("how-open").textContent;
    byId("how-body").replaceChildren();
    await ask(question);
    open(dialog, node);
    byId("how-close").focus();
  }

  /* ---- week picker: rows are weeks ---- */
  let weeks = null, month = 0;
  const load = () => monitor.ask(`${monitor.base}weeks`);

  function weekRow(week) {
    const chosen = week.week === monitor.selection.week;
    const classes = [chosen ? "sel" : "", week.state === "holiday" ? "hol" : "", week.state === "future" ? "fut" : "", week.state === "missing" ? "mis" : ""].join(" ").trim();
    const open = week.state !== "future";
    return h("tr", { class: classes, "data-week": open ? week.week : null, tabindex: open ? (chosen ? 0 : -1) : null,
      "aria-label": week.label, "aria-selected": open ? String(chosen) : null, "aria-disabled": open ? null : "true", title: week.hint || null },
      h("td", { class: "wkn" }, String(week.number)),
      week.days.map((day) => h("td", { class: [day.today ? "today" : "", day.outside ? "out" : ""].join(" ").trim() || null }, h("span", {}, String(day.day)))));
  }

  /* The month and the two before it, so that the last weeks are one click away; a week of two months stands once. */
  const MONTHS = 3;
  function monthRows() {
    const shown = new Set();
    return weeks.months.slice(Math.max(0, month - MONTHS + 1), month + 1).flatMap((data) => [
      h("tr", { class: "mon" }, h("th", { colspan: 8, scope: "colgroup" }, data.label)),
      ...data.weeks.filter((week) => !shown.has(week.week) && shown.add(week.week)).map(weekRow)]);
  }

  function drawMonth() {
    const data = weeks.months[month];
    byId("picker-month").textContent = data.label;
    byId("picker-earlier").disabled = month === 0;
    byId("picker-later").disabled = month === weeks.months.length - 1;
    byId("picker-body").replaceChildren(h("table", { role: "grid", "aria-labelledby": "picker-month" }, h("thead", {}, h("tr", {}, weeks.head.map((text) => h("th", {}, text)))), h("tbody", {}, monthRows())));
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
    try {
      weeks = await load();
    } catch {
      byId("picker-month").textContent = "";
      byId("picker-body").replaceChildren(monitor.trouble(byId("page").dataset.failed, () => { close(dialog); pick(button); }));
      open(dialog, button);
      return;
    }
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
    if (at("#week")) pick(at("#week"));
    else if (at("[data-how]")) explain(at("[data-how]"));
    else if (at("#how-close")) close(byId("how"));
    else if (at("#picker-earlier")) turn(-1);
    else if (at("#picker-later")) turn(1);
    else if (at("#picker tr[data-week]")) choose(at("#picker tr[data-week]"));
    else if (!at("#picker") && !at("#how")) { ["picker", "how"].forEach((id) => byId(id) && close(byId(id))); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { hide(); ["picker", "how"].forEach((id) => byId(id) && close(byId(id))); }
    else if (byId("picker") && byId("picker").contains(event.target)) keys(event);
    else if (event.key === "?" && event.target.closest && event.target.closest("#rail [data-ind]")) explain(event.target.closest("#rail [data-ind]").querySelector("[data-how]") || byId("how-open"));
  });

  /* What floats is about what was shown: another unit, week or indicator takes it away, Back too. */
  if (monitor.follow) monitor.follow((view, panel, what) => { if (what !== "state") ["picker", "how"].forEach((id) => close(byId(id))); });

  Object.assign(monitor, { explain, questionOf, tip: { unit, text, hide, move: (event) => !box().hidden && place(event.clientX, event.clientY) } });
})();
