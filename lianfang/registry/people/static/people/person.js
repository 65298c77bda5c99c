// The reveal dialog: which field, ready-made reasons, and forgetting the value when the dialog closes.
(function () {
  "use strict";
  const box = document.getElementById("reveal");
  if (!box) return;
  const form = box.querySelector("form");
  const shown = document.getElementById("revealed");

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-field]");
    if (opener) {
      form.elements.field.value = opener.dataset.field;
      box.querySelector("[data-what]").textContent = opener.dataset.title;
    }
    const reason = event.target.closest("[data-reason]");
    if (reason) {
      form.elements.reason.value = reason.dataset.reason;
      form.requestSubmit();
    }
  });
  box.addEventListener("close", () => { shown.replaceChildren(); form.elements.reason.value = ""; });
  // An error answer stands in the toasts, which a dialog covers.
  form.addEventListener("htmx:responseError", () => box.close());
})();
