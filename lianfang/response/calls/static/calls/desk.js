// The supervisor's page: one dialog moves whichever household was tapped; rows come and go every five seconds.
(function () {
  "use strict";
  const dialog = document.getElementById("move");
  if (!dialog) return;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-moves]");
    if (!button) return;
    dialog.querySelector("form").action = button.dataset.moves;
    dialog.querySelector("[data-who]").textContent = button.dataset.name;
    dialog.querySelector("[name=rank]").value = button.dataset.rank;
    dialog.querySelector("[name=reason]").value = "";
  });
})();
