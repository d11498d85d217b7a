/* The search box of the header: a combobox; the server finds, here the results are listed and chosen. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, byId } = monitor;
  const WAIT = 80; // between the last keystroke and the question
  let items = [], active = -1, asked = "", timer = 0, turn = 0;

  const input = () => byId("search-box") && byId("search-box").querySelector("input");
  const isInput = (node) => Boolean(node && node.matches && node.matches("#search-box input"));
  const box = () => byId("search-list");

  function close() {
    box().hidden = true;
    input().setAttribute("aria-expanded", "false");
    input().removeAttribute("aria-activedescendant");
    active = -1;
  }

  function point(to) {
    const nodes = box().querySelectorAll("[role=option]");
    if (!nodes.length) return;
    active = (to + nodes.length) % nodes.length;
    nodes.forEach((node, index) => node.setAttribute("aria-selected", String(index === active)));
    nodes[active].scrollIntoView({ block: "nearest" });
    input().setAttribute("aria-activedescendant", nodes[active].id);
  }

  function choose(index) {
    const item = items[index];
    if (!item) return;
    close();
    input().value = "";
    input().blur();
    monitor.byKeyboard = true;
    monitor.go({ unit: item.unit === monitor.republic ? null : item.unit, school: item.school });
  }

  function build() {
    const place = byId("search-box"), label = place.dataset.label;
    if (place.querySelector("input")) return;
    place.prepend(h("input", { type: "search", role: "combobox", placeholder: label, "aria-label": label, "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": "search-list", "aria-keyshortcuts": "/", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: 100 }), h("kbd", { "aria-hidden": "true" }, "/"));
  }

  const option = (item, index) => h("li", { role: "option", id: `search-${index}`, "aria-selected": "false", "data-index": index, lang: item.lang }, h("b", {}, item.name), item.place ? h("span", {}, item.place) : null);

  function show(answer) {
    items = answer.groups.flatMap((group) => group.items);
    let index = 0;
    box().replaceChildren(...answer.groups.map((group, number) => h("ul", { role: "group", "aria-labelledby": `search-group-${number}` },
      h("li", { role: "presentation", class: "grp", id: `search-group-${number}` }, group.title), group.items.map((item) => option(item, index++)))));
    if (!items.length) box().replaceChildren(h("p", { class: "none" }, answer.said));
    if (answer.note) box().append(h("p", { class: "none" }, answer.note));
    byId("search-said").textContent = answer.note ? `${answer.said}. ${answer.note}` : answer.said;
    box().hidden = false;
    input().setAttribute("aria-expanded", String(items.length > 0));
    active = -1;
    input().removeAttribute("aria-activedescendant");
  }

  async function ask() {
    const text = input().value.trim(), mine = ++turn;
    asked = text;
    if (!text) { items = []; close(); byId("search-said").textContent = ""; return; }
    try {
      const query = new URLSearchParams({ q: text, ...(monitor.selection.week ? { week: monitor.selection.week } : {}) });
      const found = await monitor.ask(`${monitor.base}search?${query}`);
      if (mine === turn) show(found);
    } catch {
      if (mine === turn) { items = []; box().hidden = false; box().replaceChildren(monitor.trouble(byId("page").dataset.failed, ask)); }
    }
  }

  const warm = () => { fetch(`${monitor.base}search?q=${monitor.selection.week ? `&week=${monitor.selection.week}` : ""}`).catch(() => {}); };

  const KEYS = {
    ArrowDown: () => point(active + 1),
    ArrowUp: () => point(active < 0 ? items.length - 1 : active - 1),
    Enter: async () => { clearTimeout(timer); if (input().value.trim() !== asked) await ask(); choose(Math.max(0, active)); },
    Escape: () => { if (box().hidden) input().value = ""; close(); },
  };

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (!input()) return;  // the page is not laid out yet
    if (isInput(at)) {
      if (event.key === "Tab") close();
      else if (KEYS[event.key] && !event.isComposing) { event.preventDefault(); event.stopPropagation(); KEYS[event.key](); }
      return;
    }
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (at.closest && (at.closest("input, textarea, select, dialog[open]") || at.isContentEditable)) return;
    event.preventDefault();
    input().focus();
    input().select();
  });
  document.addEventListener("input", (event) => {
    if (!isInput(event.target)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  document.addEventListener("focusin", (event) => { if (isInput(event.target)) { if (!asked) warm(); else if (input().value.trim()) ask(); } });
  document.addEventListener("pointerdown", (event) => {
    const chosen = event.target.closest && event.target.closest("#search-list [role=option]");
    if (chosen) { event.preventDefault(); choose(Number(chosen.dataset.index)); }
    else if (input() && !(event.target.closest && event.target.closest(".find"))) close();
  });

  monitor.follow(build);
})();
