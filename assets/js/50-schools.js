/* The list of a unit's schools: drawn after the map, filtered and sorted here. Everything a reader chooses
   (cat, q, district, unmet, order, page) lives in the address. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, status, sign, badge, change, spark, byId } = monitor;
  const { html, nothing } = lit;
  const CELLS = { 1: "y", 0: "n", "-": "o" };
  const STATUSES = ["none", "bad", "warn", "good"];
  const CATEGORIES = { high: "3", medium: "2", low: "1" };
  const COLUMNS = [["name", ""], ["district", "di"], ["value", "n"], ["change", "n"], ["trend", "n sp"], ["met", ""], ["unmet", ""]];
  const RISING = new Set(["name", "district", "unmet"]); // the direction a first click gives
  const ORDER = /^-?(name|district|value|change|trend|met|unmet)$/, BEST = "-value", ANY = "any";
  const FEW = 2; // with more, the row names the indicators; their values stand in the pop-up and in the dialog
  const lists = new Map(), KEPT = 16;  // of lists, their lines, their names
  let list = null, drawn = null, printing = false, rows = [], shown = [], writing = 0;

  const fill = (pattern, ...values) => values.reduce((text, value) => text.replace("{}", value), pattern);
  const count = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, list.group);
  const fold = (text) => [...text.normalize("NFC").toLowerCase()].map((letter) => list.alike[letter] || letter).join("");
  const panelOf = () => list.panels[monitor.selection.ind];
  const cellsOf = (at) => list.cells.slice(at * list.seven.length, (at + 1) * list.seven.length);
  const hasData = (at) => list.state[at] === "0";
  const metOf = (at) => [...cellsOf(at)].filter((cell) => cell === "1").length;
  const isRed = (at) => hasData(at) && metOf(at) < list.seven.length;
  const valueText = (at, panel) => (panel.values[at] === null ? list.texts.absent : list.texts.values[panel.values[at]]);

  /* What a school does not meet, in words and numbers. */
  function unmetOf(at) {
    return [...cellsOf(at)].map((cell, index) => (cell === "0" ? fill(list.unmet[index], list.texts.values[list.panels[list.seven[index]].values[at]]) : null)).filter(Boolean);
  }

  /* ---- which schools, in which order ---- */
  function chosen() {
    const { cat, q, district, unmet, order, page } = monitor.selection;
    return { cat: CATEGORIES[cat] ? cat : null, q: q || "", district: list.districts.some(([key]) => key === district) ? district : "", unmet: list.words.unmet_of[unmet] ? unmet : "", order: ORDER.test(order || "") ? order : BEST, page: Math.max(1, Number(page) || 1) };
  }

  function found(choice, ignored) {
    const asked = fold(choice.q).split(/\s+/).filter(Boolean);
    const missing = list.seven.indexOf(choice.unmet), panel = panelOf();
    return list.ids.map((id, at) => at).filter((at) => (ignored === "cat" || !choice.cat || panel.status[at] === CATEGORIES[choice.cat])
      && (!choice.district || list.districts[list.at[at]][0] === choice.district)
      && (missing < 0 ? choice.unmet !== ANY || isRed(at) : cellsOf(at)[missing] === "0")
      && asked.every((word) => list.folded[at].includes(word)));
  }

  const KEYS = {
    name: (at) => at,
    district: (at) => list.at[at],
    value: (at, panel) => panel.values[at],
    change: (at, panel) => panel.changes[at],
    trend: (at, panel) => panel.trends[at],
    met: (at) => (hasData(at) ? metOf(at) : null),
    unmet: (at) => (hasData(at) ? cellsOf(at) : null),
  };

  /* Schools stand in the order of their names; what is absent comes last, whichever the direction. */
  function sorted(places, order) {
    const falling = order[0] === "-", key = KEYS[order.replace("-", "")], panel = panelOf();
    const keys = new Map(places.map((at) => [at, key(at, panel)]));
    const compare = (a, b) => {
      const [one, other] = [keys.get(a), keys.get(b)];
      if (one === null || other === null) return (one === null) - (other === null);
      return one < other ? -1 : one > other ? 1 : 0;
    };
    return places.sort((a, b) => {
      const way = compare(a, b);
      return (falling && keys.get(a) !== null && keys.get(b) !== null ? -way : way) || a - b;
    });
  }

  /* ---- the table ---- */
  const cells = (at) => html`<span class="mets7" aria-hidden="true">${[...cellsOf(at)].map((cell, index) => html`<i class=${CELLS[cell]} title=${list.titles[index]}></i>`)}</span>`;

  /* Commas stand in the numbers, so that the items are kept apart by semicolons; numbers are never broken. */
  const items = (texts) => texts.map((text, index) => {
    const at = text.search(/\S+ < \S+$/);
    return html`<span class="item">${text.slice(0, at)}<span class="nb">${text.slice(at)}${index < texts.length - 1 ? ";" : ""}</span> </span>`;
  });

  /* Without its line a school has the place of one; all lines together come when the list comes into sight. */
  const LINE = [0, 35];
  function trend(at, panel) {
    const heights = heightsOf(at), text = panel.trends[at] === null ? null : `${list.texts.trends[panel.trends[at]]}: ${list.words.trend}`;
    if (heights && heights.every((height) => height === null)) return html`<span class="mut">${list.texts.absent}</span>`;
    return spark(heights || [], STATUSES[panel.status[at]], { bounds: LINE, label: text || list.texts.absent });
  }

  function heightsOf(at) {
    const lines = list.lines && list.lines[monitor.selection.ind], weeks = lines ? lines.length / list.ids.length : 0;
    return lines ? [...lines.slice(at * weeks, (at + 1) * weeks)].map((letter) => (letter === "-" ? null : parseInt(letter, 36))) : null;
  }

  function whyAbsent(at) {
    if (!hasData(at)) return list.states[Number(list.state[at])];
    return list.no_value[monitor.selection.ind] || null;
  }

  function unmet(at) {
    if (!hasData(at)) return whyAbsent(at);
    const texts = unmetOf(at);
    if (texts.length <= FEW) return texts.length ? items(texts) : list.texts.absent;
    return list.titles.filter((title, index) => cellsOf(at)[index] === "0").join(", ");
  }

  const place = ([unit, name, lang]) => html`<td class="di"><a href=${monitor.search({ unit })} .changes=${{ unit }} @click=${monitor.visit} lang=${lang || nothing}>${name}</a></td>`;
  const named = (at) => html`<button type="button" class="nmb" aria-haspopup="dialog" data-at=${at}>${isRed(at) ? html`${sign("cross", "x")}<span class="vh">× </span>` : nothing}${monitor.numbered(list.names[at])}</button>`;
  const met = (at) => html`${cells(at)}<span class="tn">${list.met[metOf(at)]}</span>`;

  function row(at, panel) {
    const district = list.districts[list.at[at]], known = hasData(at), absent = panel.values[at] === null, changed = panel.changes[at] !== null;
    const about = (of, there = true) => (known && there ? of : nothing);
    return html`<tr data-school=${list.ids[at]} data-of-school=${list.ids[at]} data-of-unit=${district[0]} class=${known ? "" : "off"}>
      <td class=${`name${isRed(at) ? " red" : ""}`}>${named(at)}</td>${list.head.district ? place(district) : nothing}
      <td class="n sc" data-how=${about("value", !absent)}>${absent ? html`<span class="mut" title=${whyAbsent(at) || nothing}>${list.texts.absent}</span>` : valueText(at, panel)} ${badge(STATUSES[panel.status[at]])}</td>
      <td class="n" data-how=${about("change", changed)}>${change(changed ? list.texts.changes[panel.changes[at]] : null)}</td>
      <td class="sp" data-how=${about("value", !absent)}>${trend(at, panel)}</td>
      <td class="mets" data-how=${about("met")}>${known ? met(at) : list.texts.absent}</td>
      <td class=${known && !cellsOf(at).includes("0") ? "unmet met" : "unmet"} data-how=${about("met")}>${unmet(at)}</td></tr>`;
  }

  function heading(name, classes, order) {
    const title = name === "value" ? list.head.value[Object.keys(list.panels).indexOf(monitor.selection.ind)] : list.head[name];
    const mine = order.replace("-", "") === name, falling = order[0] === "-";
    const next = mine ? (falling ? name : `-${name}`) : RISING.has(name) ? name : `-${name}`;
    return html`<th scope="col" class=${classes} aria-sort=${mine ? (falling ? "descending" : "ascending") : nothing}><button type="button" data-order=${next} @click=${sort}>${title}${mine ? sign(falling ? "down" : "up", "dl") : html`<span class="dl"></span>`}</button></th>`;
  }

  const sort = ({ currentTarget: { dataset: { order } } }) => monitor.go({ order: order === BEST ? null : order });

  function table(rows, order) {
    const columns = COLUMNS.filter(([name]) => name !== "district" || list.head.district);
    return html`<table class="rk sch"><caption class="vh">${list.title}</caption>
      <thead><tr>${columns.map(([name, classes]) => heading(name, classes, order))}</tr></thead><tbody>${rows}</tbody></table>`;
  }

  /* Rows are written over from the top, some at a time: a whole page of them is too much for one frame of a slow machine. */
  const SOME = 13, SHORT = 8;
  function pieces(box) {
    const panel = panelOf(), place = box.querySelector(".scroll"), some = printing ? shown.length : SOME, { order } = chosen(), made = [];
    const put = () => lit.render(rows.length ? table(rows, order) : nothing, place);
    for (let from = 0; from < shown.length; from += some) made.push(() => {
      const part = shown.slice(from, from + some).map((at) => row(at, panel));
      rows.splice(from, part.length, ...part);
      if (from + some < shown.length) put();
    });
    return [...made, () => {
      rows.length = shown.length;
      put();
      box.style.minHeight = "";
      place.removeAttribute("aria-busy");
      performance.mark("belsendilik:schools");
    }];
  }

  function write(box) {
    const mine = ++writing, work = pieces(box);
    box.querySelector(".scroll").setAttribute("aria-busy", "true");
    // Paper does not wait.
    if (printing) work.forEach((piece) => piece());
    else monitor.inPieces(work, () => writing === mine && list !== null, SHORT);
  }

  /* ---- what stands around the table ---- */
  function categories(choice) {
    const others = found(choice, "cat"), panel = panelOf();
    const button = (name, text, amount) => h("button", { type: "button", class: "sg", "data-cat": name || "", "aria-pressed": String((choice.cat || null) === name), onclick: () => { monitor.go({ cat: name }); byId("schools").querySelector(`[data-cat="${name || ""}"]`).focus(); } },
      name ? status(STATUSES[CATEGORIES[name]]) : null, `${text} `, h("b", {}, count(amount)));
    return [button(null, list.words.all, others.length),
      ...Object.entries(CATEGORIES).map(([name, letter]) => button(name, list.words.categories[name], others.filter((at) => panel.status[at] === letter).length))];
  }

  function options(label, field, entries) {
    const choose = (event) => monitor.go({ [field]: event.target.value || null });
    return h("select", { class: `form-select f-${field}`, "aria-label": label, "data-field": field, onchange: choose }, entries.map(([value, text, lang]) => h("option", { value, lang: lang || null }, text)));
  }

  /* On a narrow screen the heads of the columns are not there. */
  const orders = () => ["-value", "value", "name", "-change", "change", "-met", "met"].map((order) => {
    const name = order.replace("-", "");
    return [order, fill(order[0] === "-" ? list.words.falling : list.words.rising, name === "value" ? list.words.result : list.head[name])];
  });

  let typing = 0;
  function finder() {
    const node = h("input", { type: "search", class: "form-control f-q", placeholder: list.words.find, "aria-label": list.words.find, autocomplete: "off", spellcheck: "false", maxlength: 100 });
    node.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(() => monitor.go({ q: node.value.trim() || null }, "replaceState"), 120);
    });
    node.addEventListener("focus", fetchNames);
    return node;
  }

  function frame() {
    const places = list.head.district ? options(list.words.district, "district", [["", list.words.districts], ...list.districts]) : null;
    const lacking = options(list.words.unmet, "unmet", [["", list.words.unmet], ...[ANY, ...list.seven].map((key) => [key, list.words.unmet_of[key]])]);
    return [h("div", { class: "pan-h" }, h("h3", { tabindex: -1 }, list.title), h("span", { class: "meta" }, h("span", { class: "rep" }, list.reporting), " ", h("span", {}, list.note))),
      h("div", { class: "lst-c" }, h("div", { class: "seg", role: "group", "aria-label": list.words.category }), places, lacking,
        options(list.words.order, "order", orders()), finder()),
      h("p", { class: "lst-f", "aria-live": "polite" }),
      h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": list.title }),
      h("div", { class: "lst-p" }, h("span", { class: "meta" }), h("a", { class: "meta", href: monitor.file("schools.csv"), download: "" }, list.words.csv), h("nav", { "aria-label": list.words.pages }))];
  }

  function controls(box, choice) {
    box.querySelector(".seg").replaceChildren(...categories(choice));
    for (const [field, value] of [["district", choice.district], ["unmet", choice.unmet], ["order", choice.order]]) {
      const node = box.querySelector(`[data-field=${field}]`);
      if (node) node.value = value;
    }
    const input = box.querySelector(".f-q");
    if (document.activeElement !== input) input.value = choice.q;
  }

  function filterLine(box, places, choice) {
    const filtered = choice.cat || choice.q || choice.district || choice.unmet;
    const clear = () => { box.querySelector(".f-q").value = ""; monitor.go({ cat: null, q: null, district: null, unmet: null }); box.querySelector(".f-q").focus({ preventScroll: true }); };
    box.querySelector(".lst-f").replaceChildren(...(filtered ? [h("span", {}, places.length ? fill(list.words.found, count(places.length)) : list.words.none), " ",
      h("button", { type: "button", class: "howb", onclick: clear }, list.words.clear)] : []));
  }

  function pages(box, total, page) {
    const last = Math.max(1, Math.ceil(total / list.page)), first = (page - 1) * list.page;
    const turn = (to, text) => h("button", { type: "button", class: "btn btn-quiet btn-sm", disabled: to < 1 || to > last, "data-to": to < page ? "earlier" : "later", onclick: () => {
      const way = to < page ? "earlier" : "later";
      monitor.go({ page: to > 1 ? String(to) : null });
      byId("schools").scrollIntoView();
      const same = byId("schools").querySelector(`[data-to=${way}]:not(:disabled)`) || byId("schools").querySelector("h3");
      same.focus({ preventScroll: true });
    } }, text);
    box.querySelector(".lst-p .meta").textContent = total ? fill(list.words.span, count(first + 1), count(Math.min(total, first + list.page)), count(total)) : "";
    box.querySelector(".lst-p nav").replaceChildren(...(last > 1 ? [turn(page - 1, list.words.earlier), turn(page + 1, list.words.later)] : []));
  }

  const signature = () => JSON.stringify([list.unit, list.week, monitor.selection.ind, chosen(), printing]);

  /* Draws what has changed; a school that was opened changes nothing here. */
  function draw() {
    const box = byId("schools");
    if (!list || drawn === signature()) return;
    drawn = signature();
    const choice = chosen();
    if (box.dataset.list !== list.key) { box.dataset.list = list.key; rows = []; box.replaceChildren(...frame()); }
    if (choice.q) fetchNames();
    const places = sorted(found(choice), choice.order);
    const page = Math.min(choice.page, Math.max(1, Math.ceil(places.length / list.page)));
    shown = printing ? places : places.slice((page - 1) * list.page, page * list.page);
    controls(box, choice);
    filterLine(box, places, choice);
    pages(box, places.length, page);
    write(box);
  }

  /* Files say which unit and week they are of; everything else in them is complete. */
  monitor.file = (name) => `${monitor.base}${name}?${new URLSearchParams({ unit: monitor.selection.unit, week: monitor.selection.week })}`;

  function report(view) {
    const button = byId("excel");
    button.hidden = view.state !== "data" || view.page.level === "republic" || Boolean(view.closed);
    button.href = monitor.file("report.xlsx");
  }

  /* ---- fetching ---- */
  function prepare(data, key) {
    if (!data.ids) return null;
    const made = { ...data, key, titles: data.seven.map((name) => data.head.value[Object.keys(data.panels).indexOf(name)].replace(/, %$/, "")) };
    list = made;
    made.folded = made.names.map((name, at) => fold(`${name} ${made.districts[made.at[at]][1]}`));
    return made;
  }

  function load(name, unit, week) {
    const key = `${name}|${unit}|${week}`;
    if (!lists.has(key)) {
      const promise = monitor.ask(`${monitor.base}${name}?${new URLSearchParams({ unit, week })}`);
      promise.catch(() => lists.delete(key));
      lists.set(key, promise);
      while (lists.size > KEPT) lists.delete(lists.keys().next().value);
    }
    return lists.get(key);
  }

  monitor.schoolList = (unit, week) => load("schools", unit, week);

  /* Asked for as soon as the first view says whose: answers take a while to be read while the page is being laid out. */
  const listed = (view) => view.state === "data" && view.page.level !== "republic";
  monitor.first.view.then((view) => { if (listed(view) && !view.closed) load("schools", view.selection.unit, view.selection.week); }, () => {});

  /* Where schools are not named to this reader (G-39): why, and the way to the login, which leads back here. */
  monitor.closed = ({ why, text, action }) => h("p", { class: "shut" }, text, " ", h("a", { href: `${monitor.base}login?${new URLSearchParams({ ...(why === "role" ? { other: "1" } : {}), next: location.pathname + location.search })}` }, action));

  function closed(box, view) {
    list = null; drawn = null; delete box.dataset.list;
    box.style.minHeight = "";
    box.replaceChildren(h("div", { class: "pan-h" }, h("h3", { tabindex: -1 }, view.closed.title)), monitor.closed(view.closed));
  }

  /* The room of a list that is still to come: what stands around its rows, and a row of the width of the screen (50-schools.css).
     How many rows a filter leaves is not known yet. */
  const FILTERED = 3;
  function room(view) {
    const { cat, q, district, unmet } = monitor.selection;
    return `calc(var(--list-frame) + ${cat || q || district || unmet ? FILTERED : view.page.list_rows}*var(--list-row))`;
  }

  /* Old values stay until the new ones are there; another unit's would be wrong ones. */
  let turn = 0;
  async function open(view) {
    const mine = ++turn, box = byId("schools"), { unit, week } = view.selection;
    const wanted = listed(view);
    box.hidden = !wanted;
    if (wanted && view.closed) { closed(box, view); return; }
    if (!wanted || !list || list.unit !== unit) { list = null; drawn = null; delete box.dataset.list; box.replaceChildren(); box.style.minHeight = wanted ? room(view) : ""; }
    if (!wanted) return;
    try {
      const asked = load("schools", unit, week);
      await monitor.drawn;
      const data = await asked;
      if (mine !== turn) return;
      list = prepare(data, `${unit}|${week}|${document.documentElement.lang}`);
      if (!list) { box.hidden = true; return; }
      draw();
      watch(box);
    } catch {
      if (mine === turn) box.replaceChildren(monitor.trouble(byId("page").dataset.barsFailed, () => open(view)));
    }
  }

  /* Lines are fetched for a list that is nearly in sight, or that goes to paper by the command (see 92-print); a list
     without lines says the same. */
  const near = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) seen(); }, { rootMargin: "300px 0px" });
  /* Charts that are still to come push the list down: until they are there, it may only seem to be in sight. */
  const SOON = 200;  // ms
  function seen() {
    if (!document.querySelector(".chart.wait")) { fetchLines(); return; }
    near.disconnect();
    setTimeout(() => { if (list) watch(byId("schools")); }, SOON);
  }
  function watch(box) {
    near.disconnect();
    if (location.hash) fetchLines(); else near.observe(box.querySelector(".scroll"));
  }

  async function fetchLines() {
    near.disconnect();
    const mine = list;
    const lines = mine && await load("schools/lines", mine.unit, mine.week).catch(() => null);
    if (!lines || mine !== list) return;
    mine.lines = lines;
    write(byId("schools"));
  }

  /* Whoever looks for a school may know it by its name in another language. */
  async function fetchNames() {
    const mine = list;
    if (!mine || mine.named) return;
    mine.named = true;
    const names = await load("schools/names", mine.unit, mine.week).catch(() => null);
    mine.named = Boolean(names);
    if (!names) return;
    mine.folded = mine.folded.map((text, at) => `${text} ${names.words[at]}`);
    if (mine === list && chosen().q) { drawn = null; draw(); }
  }

  /* ---- the pop-up of a red school (A-57), the dialog of any ---- */
  const nameAt = (event) => event.target.closest && event.target.closest("#schools [data-at]");
  function tell(event) {
    const node = nameAt(event);
    if (!node || !list) return;
    const at = Number(node.dataset.at), texts = unmetOf(at);
    if (hasData(at) && texts.length) monitor.tip.text(list.names[at], texts, event.type === "pointerover" ? event : null, node);
  }
  document.addEventListener("pointerover", tell);
  document.addEventListener("focusin", tell);
  for (const leaving of ["pointerout", "focusout"]) document.addEventListener(leaving, (event) => { if (nameAt(event)) monitor.tip.hide(); });
  document.addEventListener("click", (event) => {
    const node = nameAt(event);
    if (node) { monitor.tip.hide(); monitor.go({ school: list.ids[Number(node.dataset.at)] }); }
  });

  /* Paper has no pages: all schools of the filter are printed. */
  addEventListener("beforeprint", () => { printing = true; draw(); });
  addEventListener("afterprint", () => { printing = false; draw(); });

  monitor.follow((view, panel, what) => {
    if (what === "view") { report(view); open(view); }
    else if (list && view.state === "data") draw();
  });
})();
