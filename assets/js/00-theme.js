/* The theme is set before anything is painted, so that a dark page never flashes white. */
(() => {
  "use strict";
  const root = document.documentElement;
  const kept = localStorage.getItem("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => localStorage.getItem("theme") || (dark.matches ? "dark" : "light");
  const apply = () => { root.dataset.bsTheme = chosen(); };
  if (kept !== "light" && kept !== "dark") localStorage.removeItem("theme");
  apply();
  dark.addEventListener("change", apply);
  addEventListener("beforeprint", () => { root.dataset.bsTheme = "light"; });
  addEventListener("afterprint", apply);

  /* Every element has its colours from the theme: on a slow machine a long page is too much for one task. What is below the
     window keeps its place meanwhile, and has its turn a moment later. */
  const BLOCKS = "#columns > *, .lcol > *, .chart, #compare, #schools, #statistics";
  const below = () => [...document.querySelectorAll(BLOCKS)].map((block) => [block.style, block.getBoundingClientRect()]).filter(([, box]) => box.top >= innerHeight);
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  async function turn() {
    const later = below();
    later.forEach(([style, box]) => {
      style.containIntrinsicSize = `${box.width}px ${box.height}px`;
      style.contentVisibility = "hidden";
    });
    await frame();
    apply();
    for (const [style] of later) {
      document.getAnimations();  // finds the styles, and paints nothing yet
      await frame();
      style.contentVisibility = style.containIntrinsicSize = "";
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("#theme");
    if (!button) return;
    localStorage.setItem("theme", chosen() === "dark" ? "light" : "dark");
    turn();
    button.setAttribute("aria-pressed", String(chosen() === "dark"));
  });
})();
