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

  /* Every element has its colours from the theme: the monitor changes them in pieces. */
  const turn = () => { const { apart } = window.belsendilik || {}; if (apart) apart(apply); else apply(); };

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("#theme");
    if (!button) return;
    localStorage.setItem("theme", chosen() === "dark" ? "light" : "dark");
    turn();
    button.setAttribute("aria-pressed", String(chosen() === "dark"));
  });
})();
