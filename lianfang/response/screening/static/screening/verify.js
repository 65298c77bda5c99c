// Shows the part of the form that the chosen outcome needs; without script every part is there.
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
  form.addEventListener("change", show);
  show();
})();
