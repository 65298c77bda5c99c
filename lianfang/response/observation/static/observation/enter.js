// Enter in a temperature goes to the next person instead of sending the sheet; in the last one it goes to the button.
(() => {
  "use strict";
  const sheet = document.querySelector("form[data-sheet]");
  if (!sheet) return;
  const fields = [...sheet.querySelectorAll(".stepper input")];
  sheet.addEventListener("keydown", (event) => {
    const here = fields.indexOf(event.target);
    if (event.key !== "Enter" || here < 0) return;
    event.preventDefault();
    const next = fields[here + 1] || sheet.querySelector("button.primary");
    next.focus();
    if (next.select) next.select();
  });
  if (fields.length) fields[0].focus();
})();
