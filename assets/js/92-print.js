/* Paper: what stands above and below every page, and charts that shrink to their column. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, byId } = monitor;
  const MARGIN = 'font:8pt "Inter Variable",sans-serif;color:#5A6971';

  const quoted = (text) => `"${text.replace(/["\\\n]/g, (sign) => (sign === "\n" ? " " : `\\${sign}`))}"`;
  const brand = () => document.querySelector(".brand").childNodes[1].textContent;

  /* Which way the paper lies is the reader's choice in the browser's dialog; the command names it in the address. */
  function size() {
    const wanted = { "#portrait": "A4 portrait", "#landscape": "A4 landscape" }[location.hash];
    return wanted ? `size:${wanted};` : "";
  }

  function rules(view) {
    const [before, between, after] = byId("page").dataset.printPages.split("{}");
    const count = [quoted(before), "counter(page)", quoted(between), "counter(pages)", quoted(after)].join(" ");
    const name = [brand(), view.page.title, view.period.label].join(" · ");
    return `@page{${size()}@bottom-left{content:${quoted(name)};${MARGIN}}@bottom-right{content:${count};${MARGIN}}}`;
  }

  monitor.follow((view, panel, what) => {
    if (what !== "view") return;
    const style = document.head.querySelector("[data-paper]") || document.head.appendChild(h("style", { "data-paper": "" }));
    style.textContent = rules(view);
    const head = document.querySelector(".paper-h") || byId("page").insertBefore(h("div", { class: "paper-h", "aria-hidden": "true" }), byId("page").firstChild);
    head.replaceChildren(h("b", {}, brand()), h("span", {}, [view.period.label, view.stamp && view.stamp.short].filter(Boolean).join(" · ")));
  });

  /* A chart is drawn for the screen: on paper its picture is scaled as a whole. */
  function scale() {
    document.querySelectorAll(".svg-container").forEach((box) => {
      const { offsetWidth: width, offsetHeight: height } = box;
      if (!width || !height) return;
      box.style.setProperty("--ratio", `${width} / ${height}`);
      box.querySelectorAll("svg.main-svg").forEach((picture) => picture.setAttribute("viewBox", `0 0 ${width} ${height}`));
    });
    document.querySelectorAll("details.notes").forEach((fold) => { fold.dataset.was = String(fold.open); fold.open = true; });
  }

  function restore() {
    document.querySelectorAll(".svg-container svg.main-svg").forEach((picture) => picture.removeAttribute("viewBox"));
    document.querySelectorAll("details.notes").forEach((fold) => { fold.open = fold.dataset.was === "true"; });
  }

  addEventListener("beforeprint", scale);
  addEventListener("afterprint", restore);
})();
