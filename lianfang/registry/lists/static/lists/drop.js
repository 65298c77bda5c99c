// Handing files in: a drop or a choice sends the form at once, and the zone says that it is under way.
(function () {
  "use strict";
  const form = document.querySelector("[data-drop-form]");
  if (!form) return;
  const box = form.querySelector("input[type=file]");
  const zone = form.querySelector(".drop");
  const sending = form.querySelector(".sending");
  const send = () => { if (box.files.length) form.requestSubmit(); };
  box.addEventListener("change", send);
  ["dragover", "dragenter"].forEach((name) => zone.addEventListener(name, (event) => {
    event.preventDefault();
    zone.classList.add("over");
  }));
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    box.files = event.dataTransfer.files;
    send();
  });
  form.addEventListener("submit", () => {
    sending.hidden = false;
    zone.setAttribute("aria-busy", "true");
  });
  // Coming back by the browser's own button finds an empty box, ready for the next file.
  window.addEventListener("pageshow", () => {
    form.reset();
    sending.hidden = true;
    zone.removeAttribute("aria-busy");
  });
})();
