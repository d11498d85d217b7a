/* The theme is set before anything is painted, so that a dark page never flashes white. */
(() => {
  "use strict";
  const root = document.documentElement;
  const kept = localStorage.getItem("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => { root.dataset.bsTheme = localStorage.getItem("theme") || (dark.matches ? "dark" : "light"); };
  if (kept !== "light" && kept !== "dark") localStorage.removeItem("theme");
  apply();
  dark.addEventListener("change", apply);
  addEventListener("beforeprint", () => { root.dataset.bsTheme = "light"; });
  addEventListener("afterprint", apply);
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("#theme");
    if (!button) return;
    localStorage.setItem("theme", root.dataset.bsTheme === "dark" ? "light" : "dark");
    apply();
    button.setAttribute("aria-pressed", String(root.dataset.bsTheme === "dark"));
  });
})();
