/* A school's page works without it: the filters show at once what is chosen, the dialog opens. */
(() => {
  "use strict";
  const form = document.querySelector("form.flt");
  if (form) {
    const period = form.elements.period;
    form.addEventListener("change", (event) => {
      if (event.target.type === "date") { period.value = "dates"; return; }
      if (period.value !== "dates") form.requestSubmit();
    });
    /* Dates that are not asked for, and what is not chosen, stay out of the address. */
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData]) {
        if (!value || (period.value !== "dates" && (name === "from" || name === "to"))) event.formData.delete(name);
      }
    });
  }
  document.querySelectorAll(".prt").forEach((place) => {
    place.hidden = false;
    place.firstElementChild.addEventListener("click", () => {
      const all = document.getElementById("all-rows");
      if (all) location.assign(`${all.href.split("#")[0]}#print`); else print();
    });
  });
  /* Paper has all rows of the statistics: the page that shows them prints itself. */
  if (location.hash === "#print") addEventListener("load", () => { history.replaceState(null, "", location.pathname + location.search); print(); });
  const open = document.getElementById("built"), dialog = document.getElementById("how-built");
  if (open && dialog) {
    open.hidden = false;
    open.addEventListener("click", () => dialog.showModal());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  }
})();
