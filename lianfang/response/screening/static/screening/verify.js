// Shows the part of the form that the chosen outcome needs; without script every part is there. Keys beside the
// choices choose them (shell.js), Enter sends.
(() => {
  "use strict";
  const form = document.querySelector("form.verify");
  if (!form) return;
  const show = () => {
    const chosen = form.querySelector("input[name=outcome]:checked");
    form.querySelectorAll("[data-for]").forEach((part) => {
      part.hidden = !chosen || part.dataset.for !== chosen.value;
    });
  };
  document.addEventListener("keydown", (event) => {
    const elsewhere = event.target.closest("a, button, summary, input, select, textarea, dialog[open]");
    const chosen = elsewhere && elsewhere.name === "to_committee" && elsewhere.value;
    if (event.key !== "Enter" || event.repeat || (elsewhere && !chosen)) return;
    if (form.querySelector("input[name=outcome]:checked")) form.requestSubmit();
  });
  // What counts the days is asked for at once where no list told it; so is the committee: arrows choose it.
  const ask = (event) => {
    if (event.target.name !== "outcome") return;
    const day = form.querySelector("[data-for=confirmed] input[type=date]");
    if (event.target.value === "confirmed" && !day.value) day.focus();
    if (event.target.value === "transferred") form.querySelector("[name=to_committee]").focus();
  };
  form.addEventListener("change", show);
  form.addEventListener("change", ask);
  show();
})();
